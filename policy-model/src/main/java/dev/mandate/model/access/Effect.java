package dev.mandate.model.access;

/** Whether an entitlement gives or takes away. */
public enum Effect {
    ALLOW,
    DENY
}
