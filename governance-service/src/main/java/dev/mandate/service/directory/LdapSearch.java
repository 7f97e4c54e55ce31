package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Complete searches: all pages, each answered with success, no entry twice; anything less is a failure. */
final class LdapSearch {
    /** Pages may be empty where the filter is checked after a page is cut, but not without end. */
    private static final int MOST_EMPTY_PAGES = 10_000;

    /** What says nothing of the content, only that the directory is not there now. */
    static final Set<ResultCode> GONE = Set.of(
            ResultCode.SERVER_DOWN,
            ResultCode.CONNECT_ERROR,
            ResultCode.DECODING_ERROR,
            ResultCode.BUSY,
            ResultCode.UNAVAILABLE);

    private final LDAPConnection connection;
    private final LdapSettings settings;
    private final String server;

    LdapSearch(LDAPConnection connection, LdapSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.server = connection.getConnectedAddress() + ":" + connection.getConnectedPort();
    }

    /**
     * Hands over each entry below {@code base} that {@code filter} matches.
     *
     * @param what {@code people} or {@code groups}, to name the settings at fault
     */
    void each(String what, String base, Filter filter, Set<String> attributes, Consumer<SearchResultEntry> taker) {
        var pages = new Pages(
                what, base, new SearchRequest(base, SearchScope.SUB, filter, attributes.toArray(String[]::new)));
        do {
            pages.next().forEach(taker);
        } while (pages.more());
    }

    /** Whether there is such an entry and the filter matches it. */
    boolean matches(String dn, LdapFilter filter) {
        try {
            return connection.searchForEntry(dn, SearchScope.BASE, filter.filter(), SearchRequest.NO_ATTRIBUTES)
                    != null;
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return false;
            }
            throw failure(
                    brokenOff(e.getResultCode()), Shown.quote(dn) + " could not be read: " + e.getResultCode(), e);
        }
    }

    /** One paged search. */
    private final class Pages {
        private final String what;
        private final String base;
        private final SearchRequest request;
        private final Set<String> seen = new HashSet<>();
        private @Nullable ASN1OctetString cookie;
        private int empty;

        Pages(String what, String base, SearchRequest request) {
            this.what = what;
            this.base = base;
            this.request = request;
        }

        boolean more() {
            return cookie != null;
        }

        List<SearchResultEntry> next() {
            SearchResult page = answered();
            if (page.getReferenceCount() > 0) {
                throw referred(null, Referrals.in(page));
            }
            List<SearchResultEntry> entries = Objects.requireNonNull(page.getSearchEntries(), "no listener took them");
            for (SearchResultEntry entry : entries) {
                if (!seen.add(entry.getDN())) {
                    throw failure(
                            Code.CUT_SHORT,
                            what + ": the server sent " + Shown.quote(entry.getDN())
                                    + " twice, so its pages do not continue each other; try again, or another page-size",
                            null);
                }
            }
            empty = entries.isEmpty() ? empty + 1 : 0;
            if (empty > MOST_EMPTY_PAGES) {
                throw failure(Code.CUT_SHORT, what + ": the server sends empty pages without end", null);
            }
            return entries;
        }

        private SearchResult answered() {
            try {
                request.setControls(new SimplePagedResultsControl(settings.pageSize(), cookie, true));
                SearchResult page = connection.search(request);
                cookie = following(page);
                return page;
            } catch (LDAPSearchException e) {
                if (cookie == null && e.getResultCode().equals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
                    return whole();
                }
                throw translate(e);
            }
        }

        /** For a directory without pages: one answer that ends with success is complete as well. */
        private SearchResult whole() {
            try {
                request.setControls();
                return connection.search(request);
            } catch (LDAPSearchException e) {
                throw translate(e);
            }
        }

        private @Nullable ASN1OctetString following(SearchResult page) {
            try {
                SimplePagedResultsControl control = SimplePagedResultsControl.get(page);
                if (control == null) {
                    throw failure(
                            Code.CUT_SHORT,
                            what + ": the server did not say whether there are more pages; ask its administrator",
                            null);
                }
                return control.moreResultsToReturn() ? control.getCookie() : null;
            } catch (LDAPException e) {
                throw failure(Code.CUT_SHORT, what + ": the server's page cookie cannot be read", e);
            }
        }

        private SourceException translate(LDAPSearchException e) {
            ResultCode result = e.getResultCode();
            if (result.equals(ResultCode.NO_SUCH_OBJECT)) {
                return failure(
                        Code.BASE_MISSING,
                        what + ".base '" + base + "' does not exist there, or "
                                + settings.bind().dn() + " may not see it",
                        e);
            }
            if (result.equals(ResultCode.REFERRAL)) {
                return referred(e, Referrals.in(e));
            }
            if (result.equals(ResultCode.TIMEOUT) || result.equals(ResultCode.TIME_LIMIT_EXCEEDED)) {
                return failure(
                        Code.TIMED_OUT,
                        what + ": the search took longer than allowed (" + result
                                + "); raise timeout here or the reading account's time limit there",
                        e);
            }
            if (GONE.contains(result)) {
                return failure(
                        Code.UNREACHABLE,
                        what + ": " + server + " broke the search off with " + result + "; the next read starts again",
                        e);
            }
            return failure(
                    Code.CUT_SHORT,
                    what + ": the server ended the search with " + result
                            + "; raise the reading account's limits there if it is one, or lower page-size",
                    e);
        }

        private SourceException referred(@Nullable LDAPSearchException e, String where) {
            return failure(
                    Code.REFERRED,
                    what + ": the server referred to " + where + " for a part of '" + base
                            + "', and nobody is followed there; name the server that holds it as url, or a narrower base as "
                            + what + ".base",
                    e);
        }
    }

    /** Whether it was the server that went away. */
    static Code brokenOff(ResultCode result) {
        return GONE.contains(result) ? Code.UNREACHABLE : Code.CUT_SHORT;
    }

    /** Equal for every spelling of one DN. */
    String normalised(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            throw failure(Code.CONTRADICTORY, Shown.quote(dn) + " is not a DN; correct it in the directory", e);
        }
    }

    SourceException failure(Code code, String message, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, message, cause);
    }
}
