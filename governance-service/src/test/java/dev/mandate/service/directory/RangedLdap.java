package dev.mandate.service.directory;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends {@code member} in pieces of three as Active Directory does, and lets a test do something before each further one. */
final class RangedLdap extends InMemoryOperationInterceptor {
    private static final int PIECE = 3;
    private static final String FROM = "from";
    private static final Pattern RANGE = Pattern.compile("(.+);range=(\\d+)-\\*");

    private IntConsumer before = from -> {};
    private UnaryOperator<Entry> faulty = entry -> entry;

    /** Given the number of the value that the piece begins with. */
    void beforeEachPiece(IntConsumer deed) {
        before = deed;
    }

    /** Changes what is sent for each further piece. */
    void spoiling(UnaryOperator<Entry> how) {
        faulty = how;
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
        List<String> asked = request.getRequest().getAttributeList();
        Optional<Matcher> range =
                asked.stream().map(RANGE::matcher).filter(Matcher::matches).findFirst();
        range.ifPresent(piece -> {
            int from = Integer.parseInt(piece.group(2));
            before.accept(from);
            request.setProperty(FROM, from);
            SearchRequest whole = request.getRequest().duplicate();
            whole.setAttributes(asked.stream()
                    .map(name -> RANGE.matcher(name).replaceFirst("$1"))
                    .toArray(String[]::new));
            request.setRequest(whole);
        });
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry sent) {
        Entry entry = Objects.requireNonNull(sent.getSearchEntry()).duplicate();
        String[] members = entry.getAttributeValues("member");
        boolean further = sent.getProperty(FROM) instanceof Integer;
        int from = sent.getProperty(FROM) instanceof Integer number ? number : 0;
        if (members == null || (!further && members.length <= PIECE)) {
            return;
        }
        entry.removeAttribute("member");
        int until = Math.min(from + PIECE, members.length);
        if (from < until) {
            entry.addAttribute(
                    "member;range=" + from + "-" + (until == members.length ? "*" : String.valueOf(until - 1)),
                    Arrays.copyOfRange(members, from, until));
        }
        sent.setSearchEntry(new SearchResultEntry(further ? faulty.apply(entry) : entry));
    }
}
