package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads some entries as {@link LdapReader} reads all of them; the rest is where the last complete read found it. */
final class LdapPartialReader {
    /** More are sooner read with all others. */
    private static final int MOST = 5000;

    private static final int AT_ONCE = 200;

    private final LdapSettings settings;
    private final LDAPConnection connection;
    private final LdapSearch search;
    private final LdapPlaces places;

    LdapPartialReader(LdapSettings settings, LDAPConnection connection, LdapPlaces places) {
        this.settings = settings;
        this.connection = connection;
        this.search = new LdapSearch(connection, settings);
        this.places = places;
    }

    Optional<PartialReading> read(Set<String> ids) {
        if (ids.size() > MOST) {
            return Optional.empty();
        }
        places.forget(ids);
        var entries = new LdapEntries(settings);
        var activeDirectory = new ActiveDirectory(settings, connection);
        List<SourcePerson> people = new ArrayList<>();
        List<SourceGroup> groups = new ArrayList<>();
        List<List<String>> pieces = pieces(ids);
        var persons = new LdapPeople(settings, search, entries, places, activeDirectory);
        for (List<String> piece : pieces) {
            people.addAll(persons.read(named(settings.people().id(), piece)));
        }
        var reader = new LdapGroups(settings, connection, search, entries, people, places, activeDirectory);
        for (List<String> piece : pieces) {
            Optional<List<SourceGroup>> found =
                    reader.read(named(settings.groups().id(), piece));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            groups.addAll(found.get());
        }
        return Optional.of(new PartialReading(persons.owned(people), groups, joins(activeDirectory, groups)));
    }

    private static List<List<String>> pieces(Set<String> ids) {
        List<String> sorted = ids.stream().sorted().toList();
        List<List<String>> pieces = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += AT_ONCE) {
            pieces.add(sorted.subList(from, Math.min(sorted.size(), from + AT_ONCE)));
        }
        return pieces;
    }

    private static Filter named(String attribute, List<String> ids) {
        return Filter.createORFilter(ids.stream()
                .map(id -> Filter.createEqualityFilter(attribute, ExternalIds.bytes(attribute, id)))
                .toList());
    }

    /** A primary group that was not read itself has everybody it had, and those of whom the read says so. */
    private Map<String, String> joins(ActiveDirectory activeDirectory, List<SourceGroup> read) {
        Map<String, String> joins = new HashMap<>();
        activeDirectory.holders().forEach((sid, people) -> {
            String group = places.groupsBySid().get(sid);
            if (group != null && read.stream().noneMatch(one -> one.externalId().equals(group))) {
                people.forEach(person -> joins.put(person, group));
            }
        });
        return joins;
    }
}
