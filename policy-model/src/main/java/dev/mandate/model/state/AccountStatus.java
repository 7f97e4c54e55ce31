package dev.mandate.model.state;

/** Whether an account can be used. */
public enum AccountStatus {
    ENABLED,
    DISABLED,
    /** The product does not tell; never taken for either of the others. */
    UNKNOWN
}
