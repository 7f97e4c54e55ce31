package dev.mandate.agent.opensearch;

import dev.mandate.model.plan.Outcome.Rejected;

/** What a change asks of the documents. */
sealed interface Verdict {
    /** It is so already. */
    record InPlace() implements Verdict {}

    /** It cannot be. */
    record Refused(Rejected rejected) implements Verdict {
        static Refused of(String code, String why) {
            return new Refused(new Rejected(code, why));
        }
    }

    /** The documents need to become these. */
    record Becomes(Directory directory) implements Verdict {}
}
