package dev.mandate.model.plan;

import java.time.Instant;

/** The agent's answer to one change. */
public sealed interface Outcome {
    /**
     * Done by this call.
     *
     * @param effectiveBy when the product will have noticed at the latest
     */
    record Applied(Instant effectiveBy) implements Outcome {}

    /** It was so already: success. */
    record AlreadyInPlace() implements Outcome {}

    /** The target or the agent will not do this; trying the same again would not help. */
    record Rejected(String code, String why) implements Outcome {
        /** The prior value moved between plan and apply; read and plan again. */
        public static final String STALE_PRIOR = "stale-prior";

        /** The batch was rolled back because another of its changes failed. */
        public static final String ROLLED_BACK = "rolled-back";

        /** The product cannot hold this name. */
        public static final String NAME_NOT_ALLOWED = "name-not-allowed";

        /** The product does not have this entitlement, role or resource. */
        public static final String UNKNOWN_ON_TARGET = "unknown-on-target";

        /** The agent's own account lacks a permission. */
        public static final String NOT_PERMITTED = "not-permitted";
    }

    /**
     * Not known to be done.
     *
     * @param retryAt when to try again at the earliest
     */
    record Unreachable(Instant retryAt, String why) implements Outcome {}
}
