package dev.mandate.model.access;

/** The three sides of a deployment that policy can govern one by one. */
public enum Facet {
    /** Accounts exist and are enabled. */
    ACCOUNTS,
    /** Principals are members of AppRoles. */
    MEMBERSHIPS,
    /** Principals have permissions on resources. */
    ROLE_CONTENT;

    /** As policy text spells it, e.g. {@code role-content}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
