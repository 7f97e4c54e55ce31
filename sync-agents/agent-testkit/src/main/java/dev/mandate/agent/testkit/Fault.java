package dev.mandate.agent.testkit;

/** What can go wrong with a target; each is armed for one call of {@link ScriptedDeployment}, or for all until healed. */
public enum Fault {
    /** This call goes well: keeps its place before one that does not. */
    NONE,
    /** Nobody answers, and nothing happens. */
    UNREACHABLE,
    /** The target asks to be left alone. */
    THROTTLED,
    /** All is done, then the connection is lost: the caller does not learn it. */
    TIMEOUT_AFTER_EFFECT,
    /** Every change is answered as applied, and none is. */
    SAYS_OK_DOES_NOTHING,
    /** Names of grants' resources come out in lower case. */
    APPLIES_DIFFERENTLY,
    /** A read answers what the one before it did. */
    STALE_READ,
    /** The first half of the batch is done, then the connection is lost. */
    HALF_BATCH,
    /** A read leaves out the second half of the grants and does not say so. */
    LIST_OMITS_PAGE_TWO,
    /** A read was cut short, and the agent noticed. */
    INCOMPLETE_READ,
    /** The call does not come back before {@link ScriptedDeployment#release()}. */
    SLOW,
    /** As {@link #SLOW}, and then nothing comes of it but a broken line. */
    SLOW_THEN_CUT
}
