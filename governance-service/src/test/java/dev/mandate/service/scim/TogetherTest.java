package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who comes while one is at work is served together, and nobody is answered for another. */
class TogetherTest {
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<List<String>> companies = new ArrayList<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private boolean possible = true;
    private final Together<String, String, String> together = new Together<>(this::together, this::alone);

    private synchronized Optional<List<String>> together(String key, List<String> asked) {
        companies.add(asked);
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return possible ? Optional.of(asked.stream().map(one -> key + one + "!").toList()) : Optional.empty();
    }

    private String alone(String asked) {
        if (asked.equals("slow")) {
            begun.countDown();
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (asked.startsWith("bad")) {
            throw new IllegalArgumentException(asked);
        }
        return asked;
    }

    private record Asked(Thread thread, CompletableFuture<String> answer) {
        static Asked of(Together<String, String, String> together, String asked) {
            var answer = new CompletableFuture<String>();
            var thread = Thread.ofPlatform().start(() -> {
                try {
                    answer.complete(together.done("k", asked));
                } catch (RuntimeException failed) {
                    answer.completeExceptionally(failed);
                }
            });
            return new Asked(thread, answer);
        }

        Asked waiting() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            return this;
        }
    }

    /** Several who come, in this order, while one is at work. */
    private List<Asked> meanwhile(String... asked) throws InterruptedException {
        Asked slow = Asked.of(together, "slow");
        begun.await();
        List<Asked> all = new ArrayList<>();
        for (String one : asked) {
            all.add(Asked.of(together, one).waiting());
        }
        busy.countDown();
        assertThat(slow.answer().join()).isEqualTo("slow");
        return all;
    }

    private static List<String> answers(List<Asked> all) {
        return all.stream().map(one -> one.answer().join()).toList();
    }

    @Test
    void whoFindsNobodyAtWorkIsAlone() {
        assertThat(together.done("k", "a")).isEqualTo("a");
        assertThat(companies).isEmpty();
    }

    @Test
    void whoComeMeanwhileAreAnsweredTogetherEachWithTheirOwn() throws Exception {
        assertThat(answers(meanwhile("a", "b", "c"))).containsExactly("ka!", "kb!", "kc!");
        assertThat(companies).containsExactly(List.of("a", "b", "c"));
        assertThat(together.done("k", "d")).as("afterwards nobody is at work").isEqualTo("d");
    }

    @Test
    void otherKeysDoNotWait() throws Exception {
        Asked.of(together, "slow");
        begun.await();
        assertThat(together.done("other", "a")).isEqualTo("a");
        busy.countDown();
    }

    @Test
    void noCompanyIsLargerThanAFewDozen() throws Exception {
        List<String> many = new ArrayList<>();
        for (int number = 0; number < 70; number++) {
            many.add(Integer.toString(number));
        }
        answers(meanwhile(many.toArray(String[]::new)));
        assertThat(companies.getFirst()).isEqualTo(many.subList(0, 64));
        assertThat(companies.get(1)).isEqualTo(many.subList(64, 70));
    }

    @Test
    void whatCannotBeDoneTogetherEachDoesAlone() throws Exception {
        possible = false;
        List<Asked> all = meanwhile("a", "bad", "c");
        assertThat(all.getFirst().answer().join()).isEqualTo("a");
        assertThatThrownBy(() -> all.get(1).answer().join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("bad");
        assertThat(all.get(2).answer().join()).isEqualTo("c");
    }

    @Test
    void whereItFailsTogetherEachIsAlone() throws Exception {
        failure.set(new IllegalStateException("the store is away"));
        assertThat(answers(meanwhile("a", "b"))).containsExactly("a", "b");
        assertThat(together.done("k", "c")).isEqualTo("c");
    }

    @Test
    void whoseOwnFailsLeavesTheOthersTheirTurn() throws Exception {
        Asked slow = Asked.of(together, "slow");
        begun.await();
        Asked bad = Asked.of(together, "bad").waiting();
        busy.countDown();
        slow.answer().join();
        assertThatThrownBy(() -> bad.answer().join()).hasRootCauseMessage("bad");
        assertThat(together.done("k", "a")).isEqualTo("a");
    }
}
