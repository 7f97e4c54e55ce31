package dev.mandate.agent.superset;

import java.time.Instant;

/** What Superset made of one write, before reading back. */
sealed interface Written {
    /** It says that it did it. */
    record Accepted() implements Written {}

    /** It says why it did not. */
    record Refused(int status, String why) implements Written {}

    /** The agent's account may not do this. */
    record Forbidden(String why) implements Written {}

    /** It may have done it, in part or not at all. */
    record Unsettled(String why) implements Written {}

    /**
     * It never got to see it.
     *
     * @param code why, as a stable word
     * @param later whether trying again may help
     */
    record Unsent(String code, boolean later, Instant retryAt, String why) implements Written {}
}
