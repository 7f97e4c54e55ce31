package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.SourceException.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole directory: paged searches, all values of ranged attributes, members by normalised DN. Whatever cuts the
 * read short ends it with a {@link SourceException}; a short list is never returned.
 */
final class LdapReader {
    private final LdapSettings settings;
    private final LdapConnections connections;

    LdapReader(LdapSettings settings) {
        this.settings = settings;
        this.connections = new LdapConnections(settings);
    }

    SourceReading read() {
        try (LDAPConnection connection = connections.open()) {
            Map<DN, SourcePerson> people = people(connection);
            List<SearchResultEntry> entries = search(
                    connection,
                    "groups",
                    settings.groups().base(),
                    new SearchRequest(
                            settings.groups().base(),
                            SearchScope.SUB,
                            settings.groups().filter(),
                            settings.groups().id(),
                            settings.groups().name(),
                            settings.groups().member()));
            List<SourceGroup> groups = new Membership(connection, people).groups(entries);
            requireDistinct(
                    "person",
                    people.values().stream().map(SourcePerson::externalId).toList());
            requireDistinct(
                    "group", groups.stream().map(SourceGroup::externalId).toList());
            return new SourceReading(settings.source(), List.copyOf(people.values()), groups);
        }
    }

    private Map<DN, SourcePerson> people(LDAPConnection connection) {
        LdapSettings.People wanted = settings.people();
        var request = new SearchRequest(wanted.base(), SearchScope.SUB, wanted.filter(), personAttributes());
        Map<DN, SourcePerson> people = new HashMap<>();
        for (SearchResultEntry entry : search(connection, "people", wanted.base(), request)) {
            people.put(dn(entry.getDN()), person(entry));
        }
        return people;
    }

    private String[] personAttributes() {
        Set<String> names = new LinkedHashSet<>();
        names.add(settings.people().id());
        names.addAll(settings.people().attributes().values());
        if (settings.people().suspended() != null) {
            names.addAll(LdapSettings.attributesOf(settings.people().suspended()));
        }
        if (settings.people().left() != null) {
            names.addAll(LdapSettings.attributesOf(settings.people().left()));
        }
        return names.toArray(String[]::new);
    }

    private SourcePerson person(SearchResultEntry entry) {
        Map<String, String> attributes = new HashMap<>();
        settings.people().attributes().forEach((name, attribute) -> {
            String value = entry.getAttributeValue(attribute);
            if (value != null && !value.isBlank()) {
                attributes.put(name, value.strip());
            }
        });
        if (!attributes.containsKey(Subject.USERNAME)) {
            throw contradictory(
                    entry.getDN() + " has no " + settings.people().attributes().get(Subject.USERNAME)
                            + "; narrow people.filter or correct people.username");
        }
        return new SourcePerson(id(entry, settings.people().id()), state(entry), attributes);
    }

    private SubjectState state(SearchResultEntry entry) {
        if (matches(settings.people().left(), entry)) {
            return SubjectState.LEFT;
        }
        return matches(settings.people().suspended(), entry) ? SubjectState.SUSPENDED : SubjectState.ACTIVE;
    }

    private boolean matches(com.unboundid.ldap.sdk.@Nullable Filter filter, SearchResultEntry entry) {
        try {
            return filter != null && filter.matchesEntry(entry);
        } catch (LDAPException e) {
            throw contradictory("filter " + filter + " cannot be decided for " + entry.getDN() + ": " + e.getMessage());
        }
    }

    private String id(SearchResultEntry entry, String attribute) {
        byte[] value = entry.getAttributeValueBytes(attribute);
        if (value == null || value.length == 0) {
            throw contradictory(entry.getDN() + " has no " + attribute
                    + "; the reading account must be allowed to see it, or another id attribute be named");
        }
        return ExternalIds.text(attribute, value);
    }

    /** All pages of one search; the server must say success after each. */
    private List<SearchResultEntry> search(LDAPConnection connection, String what, String base, SearchRequest request) {
        List<SearchResultEntry> entries = new ArrayList<>();
        ASN1OctetString cookie = null;
        do {
            request.setControls(new SimplePagedResultsControl(settings.pageSize(), cookie, true));
            SearchResult page = page(connection, what, base, request);
            if (page.getReferenceCount() > 0) {
                throw failure(
                        Code.REFERRED,
                        what + ": the server referred elsewhere for a part of " + base
                                + "; name the server that holds it, or a narrower base",
                        null);
            }
            entries.addAll(page.getSearchEntries());
            cookie = cookie(page, what);
        } while (cookie != null);
        return entries;
    }

    private @Nullable ASN1OctetString cookie(SearchResult page, String what) {
        try {
            SimplePagedResultsControl control = SimplePagedResultsControl.get(page);
            if (control == null) {
                throw failure(
                        Code.CUT_SHORT, what + ": the server did not answer the paged search with a page cookie", null);
            }
            return control.moreResultsToReturn() ? control.getCookie() : null;
        } catch (LDAPException e) {
            throw failure(Code.CUT_SHORT, what + ": unreadable page cookie: " + e.getMessage(), e);
        }
    }

    private SearchResult page(LDAPConnection connection, String what, String base, SearchRequest request) {
        try {
            return connection.search(request);
        } catch (LDAPSearchException e) {
            throw translate(what, base, e);
        }
    }

    private SourceException translate(String what, String base, LDAPSearchException e) {
        ResultCode result = e.getResultCode();
        if (result.equals(ResultCode.NO_SUCH_OBJECT)) {
            return failure(Code.BASE_MISSING, what + ".base '" + base + "' does not exist there", e);
        }
        if (result.equals(ResultCode.REFERRAL)) {
            return failure(Code.REFERRED, what + ": the server referred elsewhere for " + base, e);
        }
        if (result.equals(ResultCode.TIMEOUT) || result.equals(ResultCode.TIME_LIMIT_EXCEEDED)) {
            return failure(Code.TIMED_OUT, what + ": the search took longer than allowed (" + result + ")", e);
        }
        if (result.equals(ResultCode.SERVER_DOWN) || result.equals(ResultCode.CONNECT_ERROR)) {
            return failure(Code.UNREACHABLE, what + ": the connection was lost during the search", e);
        }
        return failure(
                Code.CUT_SHORT,
                what + ": the server ended the search with " + result
                        + "; nothing of this read is used. Raise the reading account's limits if it is one",
                e);
    }

    private void requireDistinct(String what, List<String> ids) {
        Set<String> seen = new HashSet<>();
        ids.forEach(id -> {
            if (!seen.add(id)) {
                throw contradictory("two entries have the " + what + " id " + id);
            }
        });
    }

    private DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException e) {
            throw contradictory("'" + text + "' is not a DN");
        }
    }

    private SourceException contradictory(String message) {
        return failure(Code.CONTRADICTORY, message, null);
    }

    private SourceException failure(Code code, String message, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, message, cause);
    }

    /** Turns member DNs into ids, fetching the rest of attributes that the server answers in ranges. */
    private final class Membership {
        private final LDAPConnection connection;
        private final Map<DN, SourcePerson> people;

        Membership(LDAPConnection connection, Map<DN, SourcePerson> people) {
            this.connection = connection;
            this.people = people;
        }

        List<SourceGroup> groups(List<SearchResultEntry> entries) {
            Map<DN, String> ids = new HashMap<>();
            entries.forEach(entry ->
                    ids.put(dn(entry.getDN()), id(entry, settings.groups().id())));
            return entries.stream().map(entry -> group(entry, ids)).toList();
        }

        private SourceGroup group(SearchResultEntry entry, Map<DN, String> ids) {
            String name = entry.getAttributeValue(settings.groups().name());
            if (name == null) {
                throw contradictory(
                        entry.getDN() + " has no " + settings.groups().name());
            }
            Set<String> persons = new HashSet<>();
            Set<String> groups = new HashSet<>();
            int foreign = 0;
            for (String value : new RangedValues(connection, settings.groups().member()).of(entry)) {
                DN member = dn(value);
                SourcePerson person = people.get(member);
                String group = ids.get(member);
                if (person != null) {
                    persons.add(person.externalId());
                } else if (group != null) {
                    groups.add(group);
                } else {
                    foreign++;
                }
            }
            return new SourceGroup(id(entry, settings.groups().id()), name, persons, groups, foreign);
        }
    }

    /** All values of an attribute, whether they come at once or as {@code member;range=0-1499}. */
    private final class RangedValues {
        private final LDAPConnection connection;
        private final String attribute;

        RangedValues(LDAPConnection connection, String attribute) {
            this.connection = connection;
            this.attribute = attribute;
        }

        List<String> of(SearchResultEntry entry) {
            List<String> values = new ArrayList<>();
            SearchResultEntry current = entry;
            while (true) {
                String[] plain = current.getAttributeValues(attribute);
                if (plain != null && plain.length > 0) {
                    values.addAll(List.of(plain));
                    return values;
                }
                Range range = Range.in(current, attribute);
                if (range == null) {
                    return values;
                }
                if (range.from() != values.size()) {
                    throw contradictory(entry.getDN() + ": the server answered " + attribute + " from value "
                            + range.from() + " instead of " + values.size());
                }
                values.addAll(range.values());
                if (range.last()) {
                    return values;
                }
                current = next(entry.getDN(), values.size());
            }
        }

        private SearchResultEntry next(String dn, int from) {
            try {
                SearchResultEntry entry = connection.getEntry(dn, attribute + ";range=" + from + "-*");
                if (entry == null) {
                    throw failure(Code.CUT_SHORT, dn + " vanished while its " + attribute + " was read", null);
                }
                if (Range.in(entry, attribute) == null) {
                    throw failure(
                            Code.CUT_SHORT, dn + ": the server did not answer " + attribute + " from " + from, null);
                }
                return entry;
            } catch (LDAPException e) {
                throw failure(Code.CUT_SHORT, dn + ": reading " + attribute + " ended with " + e.getResultCode(), e);
            }
        }
    }
}
