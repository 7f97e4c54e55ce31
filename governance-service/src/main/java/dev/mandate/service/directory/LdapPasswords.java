package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.SourceException.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Binds as a person, over a connection that is used for nothing else after. The name to bind as is looked up by the
 * immutable id, and the directory is asked for the state at this moment: what it said a minute ago is not enough.
 */
final class LdapPasswords implements Passwords, AutoCloseable {
    /** What a directory says of somebody whom it does not let in; all else is the directory's own trouble. */
    private static final Set<ResultCode> REFUSED = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.UNWILLING_TO_PERFORM);

    private final LdapSettings settings;
    private final LdapConnections connections;

    LdapPasswords(LdapSettings settings) {
        this.settings = settings;
        this.connections = new LdapConnections(settings);
    }

    @Override
    public boolean accept(Optional<String> externalId, String password) {
        if (password.isEmpty()) {
            // RFC 4513 section 5.1.2: a directory takes it for somebody who does not want to be known.
            return false;
        }
        try (LdapConnections.Taken taken = connections.take()) {
            Optional<String> name =
                    name(taken, externalId.orElseGet(() -> UUID.randomUUID().toString()));
            boolean bound = binds(taken, name.orElseGet(this::nobody), password);
            return bound && name.isPresent();
        }
    }

    /** Where the directory has somebody now, if it says nothing against them. */
    private Optional<String> name(LdapConnections.Taken taken, String externalId) {
        var search = new LdapSearch(taken.connection(), settings);
        var places = new LdapPlaces(search);
        String attribute = settings.people().id();
        List<SourcePerson> found = new LdapPeople(
                        settings,
                        search,
                        new LdapEntries(settings),
                        places,
                        new ActiveDirectory(settings, taken.connection()))
                .read(Filter.createEqualityFilter(attribute, ExternalIds.bytes(attribute, externalId)));
        return found.size() == 1
                        && found.getFirst().state() == SubjectState.ACTIVE
                        && found.getFirst().nature().isPerson()
                ? places.people().nameOf(externalId)
                : Optional.empty();
    }

    private boolean binds(LdapConnections.Taken taken, String name, String password) {
        try {
            BindResult result = taken.connection().bind(new SimpleBindRequest(name, password));
            // Whoever has to change the password first is let in for that alone (draft-vchu-ldap-pwd-policy).
            return Arrays.stream(result.getResponseControls())
                    .noneMatch(control -> control.getOID().equals(PasswordExpiredControl.PASSWORD_EXPIRED_OID));
        } catch (LDAPException e) {
            if (REFUSED.contains(e.getResultCode())) {
                return false;
            }
            throw new SourceException(
                    settings.source(),
                    Code.UNREACHABLE,
                    "the directory did not say whether a password is right (" + e.getResultCode() + "); try again",
                    e);
        }
    }

    /** A name that nobody has. */
    private String nobody() {
        try {
            return new DN(
                            new RDN("cn", UUID.randomUUID().toString()),
                            new DN(settings.people().base()))
                    .toString();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
