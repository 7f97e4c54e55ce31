package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.http.Pacing;
import dev.mandate.agent.opensearch.OpenSearchClient.Written;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.Outcome.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes: read, write, read back. What became of a write is told by the documents alone; after a conflict with
 * another writer, of which nothing was stored, everything is read and judged again.
 */
final class Run {
    private static final int MOST_WRITES = 12;
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int LONGEST_PAUSE_MILLIS = 400;

    private final OpenSearchClient client;
    private final Pacing pacing;
    private final Duration effectDelay;
    private final List<Change> changes;
    private final @Nullable Outcome[] outcomes;
    private final BitSet attempted = new BitSet();

    private Run(OpenSearchClient client, Pacing pacing, Duration effectDelay, List<Change> changes) {
        this.client = client;
        this.pacing = pacing;
        this.effectDelay = effectDelay;
        this.changes = changes;
        this.outcomes = new Outcome[changes.size()];
    }

    /** One outcome per change. */
    static List<Outcome> of(OpenSearchClient client, Pacing pacing, Duration effectDelay, List<Change> changes) {
        var run = new Run(client, pacing, effectDelay, changes);
        try {
            run.settle();
        } catch (AgentException e) {
            run.close(run.failed(e));
        }
        return Arrays.stream(run.outcomes)
                .map(outcome -> outcome == null ? run.unreachable(Instant.MIN, "not settled") : outcome)
                .toList();
    }

    private void settle() {
        String why = "";
        for (int writes = 0; writes < MOST_WRITES; writes++) {
            Directory now = client.directory();
            Directory wanted = judge(now);
            if (open().isEmpty()) {
                return;
            }
            if (wanted.equals(now)) {
                close(new Outcome.AlreadyInPlace());
                return;
            }
            Written written = write(now, wanted);
            switch (written) {
                case Written.Accepted ignored -> {
                    judge(client.directory());
                    close(new Rejected(
                            Rejected.STALE_PRIOR,
                            "OpenSearch took it, but reading back does not show it: another writer came after"));
                    return;
                }
                case Written.Conflict ignored -> {
                    why = "other writers were faster, " + (writes + 1) + " times";
                    pause();
                }
                case Written.Unsettled unsettled -> why = unsettled.why();
                case Written.Refused refused -> {
                    judge(client.directory());
                    close(new Rejected(
                            refused.forbidden() ? Rejected.NOT_PERMITTED : "refused",
                            "OpenSearch answered " + refused.why()));
                    return;
                }
                case Written.Unsent unsent -> throw unsent.why();
            }
        }
        judge(client.directory());
        close(unreachable(Instant.MIN, why));
    }

    /** Document by document; what was written of an earlier one is found by reading. */
    private Written write(Directory from, Directory to) {
        for (Patch.Step step : Patch.steps(from, to)) {
            Written written = client.patch(step.document(), step.operations());
            if (written instanceof Written.Accepted || written instanceof Written.Unsettled) {
                attempted.or(open());
            }
            if (!(written instanceof Written.Accepted)) {
                return written;
            }
        }
        return new Written.Accepted();
    }

    /** Settles what needs no write and returns the documents that the rest needs. */
    private Directory judge(Directory now) {
        Directory wanted = now;
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                switch (Edits.of(wanted, changes.get(i))) {
                    case Verdict.InPlace ignored ->
                        outcomes[i] = attempted.get(i)
                                ? new Outcome.Applied(pacing.clock().now().plus(effectDelay))
                                : wanted.equals(now) ? new Outcome.AlreadyInPlace() : null;
                    case Verdict.Refused(var rejected) -> outcomes[i] = rejected;
                    case Verdict.Becomes(var next) -> wanted = next;
                }
            }
        }
        return wanted;
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

    private Outcome failed(AgentException e) {
        return e.code().transientFault()
                ? unreachable(e.retryAt().orElse(Instant.MIN), String.valueOf(e.getMessage()))
                : new Rejected(e.code().code(), String.valueOf(e.getMessage()));
    }

    private void pause() {
        try {
            pacing.pause().of(Duration.ofMillis(pacing.random().nextInt(LONGEST_PAUSE_MILLIS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.UNREACHABLE, "interrupted while waiting to try again", e);
        }
    }

    private Outcome unreachable(Instant retryAt, String why) {
        Instant soonest = pacing.clock().now().plus(LATER);
        return new Outcome.Unreachable(retryAt.isAfter(soonest) ? retryAt : soonest, why);
    }
}
