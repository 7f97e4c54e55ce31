package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All values of an attribute, also where Active Directory sends them in pieces such as {@code member;range=0-1499}. A
 * value that goes away between two pieces moves the others and would hide one of them, so an entry that changes is read
 * again.
 */
final class RangedValues {
    /** What tells that an entry has changed. */
    static final Set<String> STAMPS = Set.of("uSNChanged", "modifyTimestamp");

    private static final int TRIES = 4;

    private final LDAPConnection connection;
    private final LdapSearch search;
    private final String attribute;

    RangedValues(LDAPConnection connection, LdapSearch search, String attribute) {
        this.connection = connection;
        this.search = search;
        this.attribute = attribute;
    }

    /** Whether the entry holds everything; no more has to be asked then. */
    boolean isComplete(SearchResultEntry entry) {
        return hasPlain(entry) || Range.in(entry, attribute) == null;
    }

    List<String> of(SearchResultEntry entry) {
        SearchResultEntry start = entry;
        List<String> unconfirmed = null;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            List<String> values = unchanged(start).orElse(null);
            // Where no stamp may be seen, only a second reading that is equal tells that nothing moved.
            boolean sure = isComplete(start) || hasStamp(start) || (values != null && values.equals(unconfirmed));
            if (values != null && sure) {
                return values;
            }
            unconfirmed = values;
            start = read(entry.getDN(), attribute);
        }
        throw cutShort(
                entry.getDN(), "changed each time its " + attribute + " was read; the next read starts again", null);
    }

    private static boolean hasStamp(SearchResultEntry entry) {
        return STAMPS.stream().anyMatch(entry::hasAttribute);
    }

    /** Empty where the entry changed meanwhile. */
    private Optional<List<String>> unchanged(SearchResultEntry start) {
        if (isComplete(start)) {
            return Optional.of(hasPlain(start) ? List.of(start.getAttributeValues(attribute)) : List.of());
        }
        List<String> values = new ArrayList<>();
        SearchResultEntry piece = start;
        while (true) {
            if (!stamps(piece).equals(stamps(start))) {
                return Optional.empty();
            }
            Range range = Range.in(piece, attribute);
            if (range == null || range.from() != values.size()) {
                throw cutShort(start.getDN(), "did not come with " + attribute + " from value " + values.size(), null);
            }
            values.addAll(range.values());
            if (range.last()) {
                return Optional.of(values);
            }
            if (range.values().isEmpty()) {
                throw cutShort(start.getDN(), "came with an empty piece of " + attribute, null);
            }
            piece = read(start.getDN(), attribute + ";range=" + values.size() + "-*");
        }
    }

    private boolean hasPlain(SearchResultEntry entry) {
        String[] plain = entry.getAttributeValues(attribute);
        return plain != null && plain.length > 0;
    }

    private static List<String> stamps(SearchResultEntry entry) {
        return STAMPS.stream()
                .sorted()
                .map(stamp -> String.valueOf(entry.getAttributeValue(stamp)))
                .toList();
    }

    private SearchResultEntry read(String dn, String description) {
        try {
            String[] wanted =
                    Stream.concat(Stream.of(description), STAMPS.stream()).toArray(String[]::new);
            SearchResultEntry entry = connection.getEntry(dn, wanted);
            if (entry == null) {
                throw cutShort(dn, "vanished while its " + attribute + " was read; the next read starts again", null);
            }
            return entry;
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.TIMEOUT)) {
                throw search.failure(Code.TIMED_OUT, "groups: " + Shown.quote(dn) + " took longer than timeout", e);
            }
            if (LdapSearch.GONE.contains(e.getResultCode())) {
                throw search.failure(
                        Code.UNREACHABLE, "groups: the connection was lost while " + attribute + " was read", e);
            }
            throw cutShort(dn, "could not be read on: " + e.getResultCode(), e);
        }
    }

    private SourceException cutShort(String dn, String what, @Nullable Throwable cause) {
        return search.failure(Code.CUT_SHORT, "groups: " + Shown.quote(dn) + " " + what, cause);
    }
}
