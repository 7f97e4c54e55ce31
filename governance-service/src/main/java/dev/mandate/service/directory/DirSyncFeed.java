package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.experimental.ActiveDirectoryDirSyncControl;
import dev.mandate.service.directory.SourceException.Code;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a domain controller every few seconds what changed since the cookie (MS-ADTS 3.1.1.3.4.1.3). It answers with ids
 * and what changed; what an entry holds is read when it is needed.
 */
final class DirSyncFeed implements LdapChanges.Telling {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final String ID = "objectGUID";
    private static final String DELETED = "isDeleted";
    private static final int MOST_ROUNDS = 100_000;

    private final LdapSettings settings;
    private final boolean known;
    private final CountDownLatch never = new CountDownLatch(1);
    private @Nullable String cookie;
    private @Nullable LDAPConnection connection;
    private Filter filter = Filter.createPresenceFilter("objectClass");
    private String root = "";

    DirSyncFeed(LdapSettings settings, @Nullable String cookie) {
        this.settings = settings;
        this.known = cookie != null;
        this.cookie = cookie;
    }

    /** The base has to be the root of the partition. */
    @Override
    public void begin(LDAPConnection over, Filter which) throws LDAPException {
        RootDSE entry = over.getRootDSE();
        String context = entry == null ? null : entry.getAttributeValue("defaultNamingContext");
        if (context == null) {
            throw failure(Code.FAULTY, "its root entry has no defaultNamingContext; is it Active Directory?", null);
        }
        connection = over;
        root = context;
        // A tombstone has lost the attributes that a filter of people or groups looks at.
        filter = Filter.createORFilter(which, Filter.createEqualityFilter(DELETED, "TRUE"));
    }

    @Override
    public Changes before(Duration atMost) {
        Changes before = asked(!known);
        return known ? before : new Changes(Set.of(), Set.of(), before.cookie());
    }

    @Override
    public Changes next(Duration atMost) {
        try {
            boolean over = never.await(Math.min(atMost.toMillis(), EVERY.toMillis()), TimeUnit.MILLISECONDS);
            return over ? Changes.NONE : asked(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Code.UNREACHABLE, "was interrupted", e);
        }
    }

    @Override
    public boolean isForgotten() {
        return false;
    }

    /** Until the server says that there is no more; the first time, for the cookie alone, with as little as it can send. */
    private Changes asked(boolean onlyCookie) {
        Set<String> touched = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            SearchResult answer = answered(onlyCookie);
            for (SearchResultEntry entry : Objects.requireNonNull(answer.getSearchEntries(), "no listener took them")) {
                byte[] id = entry.getAttributeValueBytes(ID);
                if (id != null) {
                    boolean gone = Boolean.TRUE.equals(entry.getAttributeValueAsBoolean(DELETED));
                    (gone ? deleted : touched).add(ExternalIds.text(ID, id));
                }
            }
            if (!more(answer)) {
                return new Changes(touched, deleted, cookie);
            }
        }
        throw failure(Code.CUT_SHORT, "says without end that there is more", null);
    }

    private SearchResult answered(boolean onlyCookie) {
        String since = cookie;
        var control = new ActiveDirectoryDirSyncControl(
                true,
                ActiveDirectoryDirSyncControl.FLAG_INCREMENTAL_VALUES,
                Integer.MAX_VALUE,
                since == null ? null : new ASN1OctetString(Base64.getDecoder().decode(since)));
        String[] attributes = onlyCookie ? new String[] {ID} : new String[0];
        var request = new SearchRequest(root, SearchScope.SUB, filter, attributes);
        request.addControl(control);
        try {
            return Objects.requireNonNull(connection, "begins first").search(request);
        } catch (LDAPSearchException e) {
            throw translate(e);
        }
    }

    private boolean more(SearchResult answer) {
        try {
            ActiveDirectoryDirSyncControl control = ActiveDirectoryDirSyncControl.get(answer);
            if (control == null || control.getCookie() == null) {
                throw failure(Code.CUT_SHORT, "was answered without a cookie", null);
            }
            cookie = Base64.getEncoder().encodeToString(control.getCookie().getValue());
            return control.getFlags() != 0;
        } catch (LDAPException e) {
            throw failure(Code.CUT_SHORT, "was answered with a cookie that cannot be read", e);
        }
    }

    private SourceException translate(LDAPSearchException e) {
        ResultCode result = e.getResultCode();
        if (result.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS) || result.equals(ResultCode.UNWILLING_TO_PERFORM)) {
            return failure(
                    Code.CREDENTIALS_REFUSED,
                    "is not for " + settings.bind().dn() + "; grant it 'Replicating Directory Changes' on " + root
                            + ", or set `follow: false`",
                    e);
        }
        Code code = result.equals(ResultCode.TIMEOUT) ? Code.TIMED_OUT : LdapSearch.brokenOff(result);
        return failure(code, "ended with " + result, e);
    }

    private SourceException failure(Code code, String what, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, "the question for changes " + what, cause);
    }
}
