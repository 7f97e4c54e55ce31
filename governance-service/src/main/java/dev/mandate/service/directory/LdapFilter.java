package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

/** A search filter, e.g. {@code (objectClass=inetOrgPerson)}; the directory itself decides what it matches. */
public record LdapFilter(String text) {
    public LdapFilter {
        parsed(text);
    }

    /**
     * The filter that the text writes.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static LdapFilter of(String text) {
        return new LdapFilter(text);
    }

    Filter filter() {
        return parsed(text);
    }

    /** What both match. */
    Filter and(Filter other) {
        return Filter.createANDFilter(filter(), other);
    }

    private static Filter parsed(String text) {
        try {
            return Filter.create(text);
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + text + "' is not an LDAP filter: " + e.getMessage(), e);
        }
    }
}
