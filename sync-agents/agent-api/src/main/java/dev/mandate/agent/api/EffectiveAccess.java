package dev.mandate.agent.api;

import dev.mandate.model.access.Grant;
import java.util.Map;
import java.util.Set;

/**
 * Asks the product itself whether a principal may do something, by whatever way: its own grant, a role, everybody's
 * rights, being a superuser. Never worked out from what was read: a product that does not answer has no such ability.
 */
public interface EffectiveAccess {
    /** What the product says. */
    enum Verdict {
        YES,
        NO,
        /** It does not say. */
        UNKNOWN
    }

    /**
     * The product's word on one question.
     *
     * @param why what keeps the product from saying; empty where it says yes or no
     */
    record Answer(Verdict verdict, String why) {
        public static final Answer YES = new Answer(Verdict.YES, "");
        public static final Answer NO = new Answer(Verdict.NO, "");

        public Answer {
            if ((verdict == Verdict.UNKNOWN) == why.isEmpty()) {
                throw new IllegalArgumentException("only what is unknown has a reason: " + verdict + " '" + why + "'");
            }
        }

        public static Answer unknown(String why) {
            return new Answer(Verdict.UNKNOWN, why);
        }
    }

    /**
     * Whether each principal may do what the entitlement names; changes nothing.
     *
     * @return one answer for each question
     * @throws AgentException when it could not be asked
     */
    Map<Grant, Answer> ask(Set<Grant> questions);
}
