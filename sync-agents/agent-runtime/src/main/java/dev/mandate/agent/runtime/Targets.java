package dev.mandate.agent.runtime;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.link.Work;
import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections to targets, kept open from one piece of work to the next for a while. */
final class Targets implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final InstalledAgents agents;
    private final Map<DeploymentId, Open> open = new HashMap<>();

    /** A connection; it is closed when the last who uses it is done. */
    static final class Open {
        private final Agent agent;
        private final Work by;
        private int users;
        private boolean wanted = true;
        private long usedNanos = System.nanoTime();

        private Open(Agent agent, Work by) {
            this.agent = agent;
            this.by = by;
        }

        Agent agent() {
            return agent;
        }
    }

    Targets(InstalledAgents agents) {
        this.agents = agents;
    }

    /**
     * Connects anew, so that what is there is what is there now.
     *
     * @throws AgentException where that is not possible
     */
    Open connect(Work work) {
        var fresh = new Open(agents.open(work.deployment(), work.application(), work.connect()), work);
        Optional<Open> before;
        synchronized (this) {
            fresh.users++;
            before = Optional.ofNullable(open.put(work.deployment(), fresh)).filter(Targets::drop);
        }
        before.ifPresent(old -> old.agent.close());
        return fresh;
    }

    /**
     * A connection to what the service asked last; made anew where there is none.
     *
     * @throws AgentException where that is not possible, or another instance answers than the work is for
     */
    Open take(Work work) {
        synchronized (this) {
            Open known = open.get(work.deployment());
            if (known != null
                    && known.by.application().equals(work.application())
                    && known.by.connect().equals(work.connect())
                    && known.agent.profile().identityPin().equals(work.pin())) {
                known.users++;
                return known;
            }
        }
        Open fresh = connect(work);
        if (!isPinned(fresh, work)) {
            release(fresh);
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    work.deployment() + " is another instance than a moment ago; the service has to look at it first");
        }
        return fresh;
    }

    private boolean isPinned(Open fresh, Work work) {
        try {
            return fresh.agent.profile().identityPin().equals(work.pin());
        } catch (RuntimeException failed) {
            forget(fresh);
            release(fresh);
            throw failed;
        }
    }

    void release(Open used) {
        boolean last;
        synchronized (this) {
            used.users--;
            used.usedNanos = System.nanoTime();
            last = !used.wanted && used.users == 0;
        }
        if (last) {
            used.agent.close();
        }
    }

    /** After something went wrong: the next one connects anew. */
    void forget(Open broken) {
        synchronized (this) {
            open.remove(broken.by.deployment(), broken);
            broken.wanted = false;
        }
    }

    /** Closes what nobody used for a while. */
    void tidy() {
        List<Open> idle = new ArrayList<>();
        synchronized (this) {
            open.values().removeIf(one -> {
                boolean old = one.users == 0 && System.nanoTime() - one.usedNanos > IDLE.toNanos();
                if (old) {
                    one.wanted = false;
                    idle.add(one);
                }
                return old;
            });
        }
        idle.forEach(one -> one.agent.close());
    }

    /** Whether it can be closed at once. */
    private static boolean drop(Open old) {
        old.wanted = false;
        return old.users == 0;
    }

    @Override
    public void close() {
        List<Open> all;
        synchronized (this) {
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(one -> one.agent.close());
    }
}
