package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.http.Target.Verdict;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes to one target: read, write, read back. What became of a write is told from the state alone, because
 * products' answers repeat the request; a write is repeated only where the state shows that it did not happen.
 */
public final class Run<S> {
    /**
     * Of which product the targets are.
     *
     * @param name as messages call it
     * @param others who else may have written, as messages say it
     * @param effectDelay how long a change takes to be in effect everywhere
     */
    public record Product(String name, String others, AgentClock clock, Duration effectDelay) {}

    private static final int MOST_WRITES = 3;
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Product product;
    private final Target<S> target;
    private final List<Change> changes;
    private final @Nullable Outcome[] outcomes;
    private final BitSet attempted = new BitSet();

    private Run(Product product, Target<S> target, List<Change> changes) {
        this.product = product;
        this.target = target;
        this.changes = changes;
        this.outcomes = new Outcome[changes.size()];
    }

    /** One outcome per change. */
    public static <S> List<Outcome> of(Product product, Target<S> target, List<Change> changes) {
        var run = new Run<>(product, target, changes);
        try {
            run.settle();
        } catch (AgentException e) {
            run.close(
                    e.code().transientFault()
                            ? run.unreachable(e.retryAt().orElse(Instant.MIN), message(e))
                            : rejected(e.code().code(), message(e)));
        }
        return Arrays.stream(run.outcomes)
                .map(outcome -> outcome == null ? run.unreachable(Instant.MIN, "not settled") : outcome)
                .toList();
    }

    private void settle() {
        String why = "";
        for (int writes = 0; writes <= MOST_WRITES; writes++) {
            S now = target.read();
            S wanted = judge(now);
            if (isSettled() || wanted.equals(now)) {
                close(new Outcome.AlreadyInPlace());
                return;
            }
            if (writes == MOST_WRITES) {
                break;
            }
            BitSet open = open();
            Written written = target.write(now, wanted);
            switch (written) {
                case Written.Accepted ignored -> {
                    attempted.or(open);
                    readBack();
                    return;
                }
                case Written.Unsettled unsettled -> {
                    attempted.or(open);
                    why = unsettled.why();
                }
                case Written.Refused refused -> {
                    why = product.name() + " answered " + refused.status() + ": " + refused.why();
                    if (!blame() && writes > 0) {
                        close(rejected("refused", why));
                        return;
                    }
                }
                case Written.Forbidden forbidden -> {
                    close(rejected(Outcome.Rejected.NOT_PERMITTED, forbidden.why()));
                    return;
                }
                case Written.Unsent unsent -> {
                    close(
                            unsent.later()
                                    ? unreachable(unsent.retryAt(), unsent.why())
                                    : rejected(unsent.code(), unsent.why()));
                    return;
                }
            }
        }
        close(unreachable(Instant.MIN, why));
    }

    /** Settles what needs no write and returns the state that the rest needs. */
    private S judge(S now) {
        S wanted = now;
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                switch (target.verdict(wanted, changes.get(i))) {
                    case Verdict.InPlace<S> ignored ->
                        outcomes[i] = attempted.get(i) ? applied() : new Outcome.AlreadyInPlace();
                    case Verdict.Refused<S>(var rejected) -> outcomes[i] = rejected;
                    case Verdict.Becomes<S>(S next) -> wanted = next;
                }
            }
        }
        return wanted;
    }

    /** The product said yes to everything that is open: it is so, or somebody else wrote at the same time. */
    private void readBack() {
        judge(target.read());
        close(rejected(
                Outcome.Rejected.STALE_PRIOR,
                product.name() + " took it, but reading back does not show it: " + product.others()));
    }

    /** Whether some open change turned out to be at fault. */
    private boolean blame() {
        boolean blamed = false;
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                Optional<Outcome.Rejected> fault = target.fault(changes.get(i));
                if (fault.isPresent()) {
                    outcomes[i] = fault.get();
                    blamed = true;
                }
            }
        }
        return blamed;
    }

    private boolean isSettled() {
        return open().isEmpty();
    }

    private BitSet open() {
        var open = new BitSet();
        for (int i = 0; i < outcomes.length; i++) {
            open.set(i, outcomes[i] == null);
        }
        return open;
    }

    private void close(Outcome rest) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                outcomes[i] = rest;
            }
        }
    }

    private Outcome applied() {
        return new Outcome.Applied(product.clock().now().plus(product.effectDelay()));
    }

    private Outcome unreachable(Instant retryAt, String why) {
        Instant soonest = product.clock().now().plus(LATER);
        return new Outcome.Unreachable(retryAt.isAfter(soonest) ? retryAt : soonest, why);
    }

    private static Outcome rejected(String code, String why) {
        return new Outcome.Rejected(code, why);
    }

    private static String message(AgentException e) {
        return String.valueOf(e.getMessage());
    }
}
