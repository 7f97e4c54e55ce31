package dev.mandate.service.directory;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Breaks the answers of a server as real ones do. */
final class FaultyLdap extends InMemoryOperationInterceptor {
    private static final String PAGED = SimplePagedResultsControl.PAGED_RESULTS_OID;

    /** One way to go wrong; what it leaves alone stays as the server does it. */
    abstract static class Fault {
        void request(InMemoryInterceptedSearchRequest request) throws LDAPException {}

        void entry(InMemoryInterceptedSearchEntry entry) {}

        void result(InMemoryInterceptedSearchResult result) {}
    }

    static final class None extends Fault {}

    /** Ends each search of people with a code on its n-th page, after sending that page's entries. */
    static final class EndsOnPage extends Fault {
        private final int page;
        private final ResultCode code;
        private int pages;

        EndsOnPage(int page, ResultCode code) {
            this.page = page;
            this.code = code;
        }

        @Override
        void request(InMemoryInterceptedSearchRequest request) throws LDAPException {
            SimplePagedResultsControl control = paged(request.getRequest());
            pages = control == null || control.getCookie().getValueLength() == 0 ? 1 : pages + 1;
        }

        @Override
        void result(InMemoryInterceptedSearchResult result) {
            if (isOfPeople(result.getRequest()) && pages == page) {
                result.setResult(with(result, code));
            }
        }
    }

    /** Knows no pages. */
    static final class WithoutPages extends Fault {
        private final ResultCode end;

        WithoutPages(ResultCode end) {
            this.end = end;
        }

        @Override
        void request(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (request.getRequest().hasControl(PAGED)) {
                throw new LDAPException(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "no pages here");
            }
        }

        @Override
        void result(InMemoryInterceptedSearchResult result) {
            if (isOfPeople(result.getRequest()) && !end.equals(ResultCode.SUCCESS)) {
                result.setResult(with(result, end));
            }
        }
    }

    /** Sends one page and does not say that there are more. */
    static final class HidesMorePages extends Fault {
        @Override
        void result(InMemoryInterceptedSearchResult result) {
            result.setResult(with(result, ResultCode.SUCCESS));
        }
    }

    /** Starts from the first page again and again, with the same cookie. */
    static final class RepeatsTheFirstPage extends Fault {
        @Override
        void request(InMemoryInterceptedSearchRequest request) {
            ReadOnlySearchRequest asked = request.getRequest();
            if (asked.getScope().equals(SearchScope.SUB)) {
                SearchRequest first = asked.duplicate();
                first.setControls(new SimplePagedResultsControl(3, null, true));
                request.setRequest(first);
            }
        }
    }

    /** Points elsewhere for a part of the tree. */
    static final class Refers extends Fault {
        @Override
        void request(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (isOfPeople(request.getRequest())) {
                request.sendSearchReference(new SearchResultReference(
                        new String[] {"ldap://elsewhere.example.org/ou=people"}, new Control[0]));
            }
        }
    }

    /** Does not answer until the test is over. */
    static final class Hangs extends Fault {
        final CountDownLatch over = new CountDownLatch(1);

        @Override
        void request(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (isOfPeople(request.getRequest())) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Does something while it sends its n-th entry of groups or people, and at each one after that. */
    static final class AtEntry extends Fault {
        private final int number;
        private final Runnable deed;
        private int entries;

        AtEntry(int number, Runnable deed) {
            this.number = number;
            this.deed = deed;
        }

        @Override
        void entry(InMemoryInterceptedSearchEntry entry) {
            if (entry.getRequest().getScope().equals(SearchScope.SUB) && ++entries >= number) {
                deed.run();
            }
        }
    }

    private volatile Fault fault = new None();

    void set(Fault next) {
        fault = next;
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        fault.request(request);
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
        fault.entry(entry);
    }

    @Override
    public void processSearchResult(InMemoryInterceptedSearchResult result) {
        fault.result(result);
    }

    static @Nullable SimplePagedResultsControl paged(ReadOnlySearchRequest request) throws LDAPException {
        Control control = request.getControl(PAGED);
        return control == null
                ? null
                : new SimplePagedResultsControl(control.getOID(), control.isCritical(), control.getValue());
    }

    static boolean isOfPeople(ReadOnlySearchRequest request) {
        return request.getBaseDN().startsWith("ou=people");
    }

    private static LDAPResult with(InMemoryInterceptedSearchResult sent, ResultCode code) {
        LDAPResult result = Objects.requireNonNull(sent.getResult());
        Control[] rest = Arrays.stream(result.getResponseControls())
                .filter(control -> !control.getOID().equals(PAGED))
                .toArray(Control[]::new);
        String[] referrals =
                code.equals(ResultCode.REFERRAL) ? new String[] {"ldap://elsewhere.example.org"} : new String[0];
        return new LDAPResult(
                result.getMessageID(), code, "as the test wants it", result.getMatchedDN(), referrals, rest);
    }
}
