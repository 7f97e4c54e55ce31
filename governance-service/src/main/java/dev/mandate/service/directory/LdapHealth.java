package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPException;

/** Asks a kept connection for the root entry before it is used again; the directory may have closed it meanwhile. */
final class LdapHealth extends LDAPConnectionPoolHealthCheck {
    @Override
    public void ensureConnectionValidForCheckout(LDAPConnection connection) throws LDAPException {
        try {
            connection.getRootDSE();
        } catch (LDAPException e) {
            // A directory that hides its root entry from this account is alive.
            if (!e.getResultCode().isConnectionUsable()) {
                throw e;
            }
        }
    }
}
