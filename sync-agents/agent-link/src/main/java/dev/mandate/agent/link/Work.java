package dev.mandate.agent.link;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One thing that the service orders of a remote agent. What it orders of one deployment is ordered by {@link #turn},
 * which never goes back, even where the store lost what it had committed.
 *
 * @param agent the name of the agent it is for
 * @param pin what the target said it is when it was last asked; empty before. Another one is not worked on
 * @param connect the deployment's connect block as policy writes it: a secret only as {@code ${secret:NAME}}
 * @param expires by the service's clock; what comes later is not begun
 * @param start how long after it was asked for the agent may still begin a call, by a clock that only goes forward
 * @param limit how long the call itself may take
 */
public record Work(
        UUID id,
        String agent,
        DeploymentId deployment,
        ApplicationName application,
        String pin,
        Map<String, String> connect,
        Turn turn,
        Instant expires,
        Duration start,
        Duration limit,
        Call call) {
    /**
     * The place of work among all that was ordered of a deployment.
     *
     * @param timeline of the store, which grows where a standby takes over
     * @param sequence counted within it
     */
    public record Turn(long timeline, long sequence) implements Comparable<Turn> {
        /** Before everything. */
        public static final Turn NONE = new Turn(0, 0);

        @Override
        public int compareTo(Turn other) {
            int byTimeline = Long.compare(timeline, other.timeline);
            return byTimeline != 0 ? byTimeline : Long.compare(sequence, other.sequence);
        }
    }

    public Work {
        connect = Map.copyOf(connect);
    }
}
