package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.directory.SourceLimits;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much one source may send. */
class GateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Gate gate = new Gate(nanos::get);

    private static Pushing by(String source, int rate) {
        return new Pushing(new PushSource(SourceId.of(source), SourceLimits.DEFAULT, rate), new UUID(0, 1));
    }

    private boolean passes(Pushing by) {
        try {
            return gate.through(by, () -> true);
        } catch (ScimProblem refused) {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.headers()).containsKey("Retry-After");
            return false;
        }
    }

    private boolean allPass(Pushing by, int times) {
        for (int i = 0; i < times; i++) {
            if (!passes(by)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void asManyAsItsRateAndNoMoreUntilTimePasses() {
        Pushing corp = by("corp", 3);

        assertThat(allPass(corp, 3)).isTrue();
        assertThat(passes(corp)).isFalse();
        assertThat(passes(by("other", 3))).isTrue();
        nanos.addAndGet(Duration.ofMillis(400).toNanos());
        assertThat(passes(corp)).isTrue();
        assertThat(passes(corp)).isFalse();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(allPass(corp, 3)).isTrue();
        assertThat(passes(corp)).isFalse();
    }

    @Test
    void aPlaceIsGivenBackAlsoByWhatFails() {
        Pushing corp = by("corp", 1000);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> gate.through(corp, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        assertThat(passes(corp)).isTrue();
    }

    @Test
    void whoFindsAllPlacesTakenIsToldToComeBack() throws Exception {
        Pushing corp = by("corp", 1000);
        var taken = new CountDownLatch(8);
        var free = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> gate.through(corp, () -> {
                    taken.countDown();
                    try {
                        free.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                }));
            }
            taken.await();
            assertThat(passes(corp)).isFalse();
            assertThat(passes(by("other", 1000))).isTrue();
            free.countDown();
        }
        assertThat(passes(corp)).isTrue();
    }
}
