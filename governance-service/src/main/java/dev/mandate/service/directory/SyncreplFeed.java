package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncSearchResultListener;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.IntermediateResponseListener;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoType;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import dev.mandate.service.directory.SourceException.Code;
import java.io.Serial;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One search that never ends (RFC 4533, refresh and persist): the server first tells what changed since the cookie, and
 * then each change. Only ids are asked for; what an entry holds is read when it is needed.
 */
final class SyncreplFeed implements LdapChanges.Telling {
    private static final String NO_ATTRIBUTES = "1.1";

    private final LdapSettings settings;
    private final String base;
    private final boolean known;
    private Set<String> touched = new HashSet<>();
    private Set<String> deleted = new HashSet<>();
    private @Nullable String cookie;
    private boolean refreshed;
    private boolean forgotten;
    private @Nullable SourceException ended;

    SyncreplFeed(LdapSettings settings, String base, @Nullable String cookie) {
        this.settings = settings;
        this.base = base;
        this.known = cookie != null;
        this.cookie = cookie;
    }

    @Override
    public void begin(LDAPConnection connection, Filter filter) throws LDAPException {
        var listener = new Listener();
        var request = new SearchRequest(listener, base, SearchScope.SUB, filter, NO_ATTRIBUTES);
        String since = cookie;
        request.addControl(new ContentSyncRequestControl(
                true,
                ContentSyncRequestMode.REFRESH_AND_PERSIST,
                since == null ? null : new ASN1OctetString(Base64.getDecoder().decode(since)),
                false));
        request.setIntermediateResponseListener(listener);
        request.setResponseTimeoutMillis(0);
        // Ends with its connection.
        var _ = connection.asyncSearch(request);
    }

    @Override
    public synchronized Changes before(Duration atMost) {
        await(() -> refreshed || ended != null, atMost);
        if (!refreshed && ended == null) {
            throw failure(Code.TIMED_OUT, "did not tell within " + atMost.toSeconds() + " s what changed", null);
        }
        throwIfEnded();
        return taken();
    }

    @Override
    public synchronized Changes next(Duration atMost) {
        await(() -> !touched.isEmpty() || !deleted.isEmpty() || ended != null, atMost);
        return taken();
    }

    private synchronized Changes taken() {
        if (touched.isEmpty() && deleted.isEmpty()) {
            throwIfEnded();
        }
        var changes = new Changes(touched, deleted, cookie);
        touched = new HashSet<>();
        deleted = new HashSet<>();
        return changes;
    }

    @Override
    public synchronized boolean isForgotten() {
        return forgotten;
    }

    private synchronized void await(BooleanSupplier there, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            long left = atMost.toMillis();
            while (!there.getAsBoolean() && left > 0) {
                wait(left);
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = failure(Code.UNREACHABLE, "was interrupted", e);
        }
    }

    private void throwIfEnded() {
        if (ended != null) {
            throw ended;
        }
    }

    private synchronized void told(String id, boolean gone) {
        // Without a cookie the first phase lists everything; a complete read tells more of it.
        if (!refreshed && !known) {
            return;
        }
        (gone ? deleted : touched).add(id);
        (gone ? touched : deleted).remove(id);
        notifyAll();
    }

    private synchronized void cookie(@Nullable ASN1OctetString value) {
        if (value != null) {
            cookie = Base64.getEncoder().encodeToString(value.getValue());
        }
    }

    private synchronized void refreshed() {
        refreshed = true;
        notifyAll();
    }

    private synchronized void end(SourceException why) {
        ended = why;
        notifyAll();
    }

    private synchronized void ended(SearchResult result) {
        end(failure(result));
    }

    private SourceException failure(Code code, String what, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, "the search that tells of changes " + what, cause);
    }

    /** Why the search ended that should not. */
    private SourceException failure(SearchResult result) {
        ResultCode code = result.getResultCode();
        if (code.equals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
            return failure(
                    Code.FAULTY,
                    "is not offered by the server; load its overlay syncprov, or set `follow: false`",
                    null);
        }
        if (LdapSearch.GONE.contains(code)) {
            return failure(Code.UNREACHABLE, "was broken off with " + code, null);
        }
        // E_SYNC_REFRESH_REQUIRED as a rule; a server that was restored, or is another one, says it in other ways.
        forgotten = known && !refreshed;
        return failure(
                Code.CUT_SHORT, "ended with " + code + "; see that the reading account has no limits for it", null);
    }

    /** Runs on the connection's own thread, one answer after the other. */
    private final class Listener implements AsyncSearchResultListener, IntermediateResponseListener {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {
            try {
                ContentSyncStateControl state = ContentSyncStateControl.get(entry);
                if (state == null) {
                    end(failure(Code.CUT_SHORT, "gave an entry without its state", null));
                    return;
                }
                cookie(state.getCookie());
                switch (state.getState()) {
                    case ADD, MODIFY -> told(state.getEntryUUID().toString(), false);
                    case DELETE -> told(state.getEntryUUID().toString(), true);
                    case PRESENT -> {
                        // Who is there and unchanged.
                    }
                }
            } catch (LDAPException e) {
                end(failure(Code.CUT_SHORT, "gave a state that cannot be read", e));
            }
        }

        @Override
        public void searchReferenceReturned(SearchResultReference reference) {
            // Points elsewhere; a complete read refuses that and says where.
        }

        @Override
        public void intermediateResponseReturned(IntermediateResponse response) {
            try {
                var info = ContentSyncInfoIntermediateResponse.decode(response);
                cookie(info.getCookie());
                List<UUID> ids = info.getEntryUUIDs();
                if (ids != null && info.refreshDeletes()) {
                    ids.forEach(id -> told(id.toString(), true));
                }
                boolean phase = info.getType() == ContentSyncInfoType.REFRESH_DELETE
                        || info.getType() == ContentSyncInfoType.REFRESH_PRESENT;
                if (phase && info.refreshDone()) {
                    refreshed();
                }
            } catch (LDAPException e) {
                end(failure(Code.CUT_SHORT, "gave information that cannot be read", e));
            }
        }

        @Override
        public void searchResultReceived(AsyncRequestID request, SearchResult result) {
            ended(result);
        }
    }
}
