package dev.mandate.model.access;

import java.util.Locale;

/**
 * What may be asked of Mandate itself; the set is closed, and every route names one. Nobody has one by another.
 *
 * <p>A permission over {@link Reach#DEPLOYMENTS} counts for those that its holder's selector matches. One over
 * {@link Reach#WHOLE} is about what belongs to no deployment, so it counts only where it is held over all of them.
 */
public enum Permission {
    SELF_READ(Reach.DEPLOYMENTS, Care.LOOK, "see who they are here"),
    ACCESS_READ(Reach.DEPLOYMENTS, Care.LOOK, "see who holds what, and why"),
    DEPLOYMENTS_READ(Reach.DEPLOYMENTS, Care.LOOK, "see how deployments stand"),
    DRIFT_READ(Reach.DEPLOYMENTS, Care.LOOK, "see differences"),
    HOLDS_READ(Reach.DEPLOYMENTS, Care.LOOK, "see the Holds in force"),
    PLANS_MAKE(Reach.DEPLOYMENTS, Care.LOOK, "read deployments and see what would be changed"),
    POLICY_READ(Reach.WHOLE, Care.LOOK, "see the policy"),
    /** Reaches whatever address the folder names, so it is not a matter of looking. */
    POLICY_PREVIEW(Reach.WHOLE, Care.ACT, "see what a folder would come to"),
    SOURCES_READ(Reach.WHOLE, Care.LOOK, "see the sources"),
    SOURCES_CHECK(Reach.WHOLE, Care.ACT, "read a source now"),
    OPERATORS_READ(Reach.WHOLE, Care.LOOK, "see the operators"),
    SESSIONS_END(Reach.WHOLE, Care.ACT, "see and end people's sessions"),
    METRICS_READ(Reach.WHOLE, Care.LOOK, "see the metrics"),
    HISTORY_EXPORT(Reach.WHOLE, Care.SIGN, "export the history"),
    PERSONAL_EXPORT(Reach.WHOLE, Care.SIGN, "export personal values"),

    POLICY_PUBLISH(Reach.DEPLOYMENTS, Care.ACT, "publish the policy"),
    POLICY_APPROVE(Reach.DEPLOYMENTS, Care.SIGN, "approve the policy"),
    PLANS_APPLY(Reach.DEPLOYMENTS, Care.ACT, "apply plans"),
    CHANGES_APPROVE(Reach.DEPLOYMENTS, Care.SIGN, "approve changes that wait"),
    DRIFT_LOOK(Reach.DEPLOYMENTS, Care.ACT, "look for differences"),
    DRIFT_DECIDE(Reach.DEPLOYMENTS, Care.SIGN, "decide about differences"),
    DEPLOYMENTS_RESTORE(Reach.DEPLOYMENTS, Care.ACT, "keep deployments at an earlier state"),
    DEPLOYMENTS_CONFIRM(Reach.DEPLOYMENTS, Care.SIGN, "confirm the identity of deployments"),
    ACCOUNTS_LINK(Reach.DEPLOYMENTS, Care.SIGN, "say whose accounts are"),
    /** Taking access away must be quick, so it asks for nothing more. */
    HOLDS_SET(Reach.DEPLOYMENTS, Care.ACT, "place Holds"),
    HOLDS_LIFT(Reach.DEPLOYMENTS, Care.SIGN, "lift Holds"),
    SOURCES_RELEASE(Reach.WHOLE, Care.SIGN, "release what waits of a source"),
    PEOPLE_LINK(Reach.WHOLE, Care.SIGN, "say which identities are one person"),
    /** No office has it: an agent is not somebody. */
    AGENT_WORK(Reach.WHOLE, Care.ACT, "work for deployments as their agent");

    /** Over what a permission is held. */
    public enum Reach {
        DEPLOYMENTS,
        WHOLE
    }

    /** How sure it must be that it is the person who asks. */
    public enum Care {
        /** Nothing is changed, and nothing is reached that was not named before. */
        LOOK,
        ACT,
        /** A yes, or something that leaves the house: the person must have shown lately who they are. */
        SIGN
    }

    private final Reach reach;
    private final Care care;
    private final String phrase;

    Permission(Reach reach, Care care, String phrase) {
        this.reach = reach;
        this.care = care;
        this.phrase = phrase;
    }

    public Reach reach() {
        return reach;
    }

    public Care care() {
        return care;
    }

    /** What its holder may do, to follow "may" or "may not". */
    public String phrase() {
        return phrase;
    }

    /** As tables and documents spell it, e.g. {@code policy.publish}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
