package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent whose calls end: one that takes longer than its deadline is interrupted and counts as unanswered, so that
 * what it did is for the next read to tell. A target that did not finish a batch in time is offered smaller ones then.
 */
final class BoundedAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedAgent.class);

    private static final int SHARE = 8;

    private final Agent agent;
    private final Duration deadline;
    private volatile int most = Integer.MAX_VALUE;

    private BoundedAgent(Agent agent, Duration deadline) {
        this.agent = agent;
        this.deadline = deadline;
    }

    /** Connecting is a call too. */
    static BoundedAgent open(Duration deadline, Supplier<Agent> opening) {
        var handedOver = new CompletableFuture<Agent>();
        try {
            Agent opened = within(deadline, "connecting", () -> handOver(opening.get(), handedOver));
            return new BoundedAgent(opened, deadline);
        } catch (AgentException failed) {
            // Either giving up comes first, or it was opened at the last moment.
            if (!handedOver.cancel(false)) {
                handedOver.join().close();
            }
            throw failed;
        }
    }

    /** Nobody takes over what was opened too late. */
    private static Agent handOver(Agent opened, CompletableFuture<Agent> handedOver) {
        if (!handedOver.complete(opened)) {
            opened.close();
        }
        return opened;
    }

    @Override
    public AgentProfile profile() {
        return agent.profile().withBatchesUpTo(most);
    }

    @Override
    public ObservedState read(ReadScope scope) {
        return called("reading", () -> agent.read(scope));
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        try {
            return called("applying a batch", () -> agent.apply(batch));
        } catch (AgentException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                most = Math.max(1, batch.changes().size() / SHARE);
            }
            throw failed;
        }
    }

    @Override
    public Optional<SessionKill> sessionKill() {
        return agent.sessionKill().map(kill -> new SessionKill() {
            @Override
            public Map<AccountName, Open> open(Set<AccountName> accounts) {
                return called("looking for sessions", () -> kill.open(accounts));
            }

            @Override
            public Map<AccountName, Ended> end(Set<AccountName> accounts) {
                return called("ending sessions", () -> kill.end(accounts));
            }
        });
    }

    @Override
    public Optional<EffectiveAccess> effectiveAccess() {
        return agent.effectiveAccess()
                .map(access -> questions -> called("asking who may do what", () -> access.ask(questions)));
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return agent.ungoverned().map(ungoverned -> () -> called("looking for ways in", ungoverned::find));
    }

    @Override
    public Optional<LoginSync> loginSync() {
        return agent.loginSync().map(sync -> () -> called("looking at what a sign-in changes", sync::facts));
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return agent.lastUsed()
                .map(used -> accounts -> called("asking when accounts were used", () -> used.of(accounts)));
    }

    @Override
    public void close() {
        agent.close();
    }

    /** Whatever else goes wrong inside an agent is its target's trouble, not the store's or ours. */
    private <T> T called(String what, Supplier<T> call) {
        try {
            return within(deadline, what, call);
        } catch (AgentException known) {
            throw known;
        } catch (RuntimeException unknown) {
            LOG.error("{} failed", what, unknown);
            throw new AgentException(
                    ErrorCode.TARGET_FAILED,
                    what + " failed in a way that the agent does not know; the log has more",
                    unknown);
        }
    }

    /** On a virtual thread, because an interrupt closes the connection that it waits for. */
    private static <T> T within(Duration deadline, String what, Supplier<T> call) {
        var task = new FutureTask<T>(call::get);
        Thread.ofVirtual().start(task);
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            throw new AgentException(
                    ErrorCode.UNREACHABLE,
                    what + " took longer than " + deadline.toSeconds() + " s and was given up: look at the target",
                    late);
        } catch (InterruptedException stopped) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.UNREACHABLE, what + " was interrupted", stopped);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException told -> throw told;
                case Error told -> throw told;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }
}
