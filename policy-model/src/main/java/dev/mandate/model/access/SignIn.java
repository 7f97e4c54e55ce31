package dev.mandate.model.access;

/** How people get into a deployment. */
public enum SignIn {
    /** By SSO or LDAP; where the product insists on a password it is random and kept by nobody. */
    EXTERNAL,
    /** By a password of the product's own; creating accounts is refused until a secret sink exists. */
    PASSWORD
}
