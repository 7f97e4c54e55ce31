package dev.mandate.model.state;

/** What sort of identity an account is. */
public enum AccountKind {
    PERSONAL,
    SERVICE,
    SHARED,
    /** Comes with the product. */
    BUILT_IN,
    /** The one an agent of ours uses. */
    AGENT,
    EMERGENCY
}
