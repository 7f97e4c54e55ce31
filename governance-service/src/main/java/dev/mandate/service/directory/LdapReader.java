package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole directory over one connection. Whatever cuts the read short ends it with a {@link SourceException}; a
 * short list is never returned.
 */
final class LdapReader {
    private final LdapSettings settings;
    private final LDAPConnection connection;
    private final LdapSearch search;
    private final LdapEntries entries;

    LdapReader(LdapSettings settings, LDAPConnection connection) {
        this.settings = settings;
        this.connection = connection;
        this.search = new LdapSearch(connection, settings);
        this.entries = new LdapEntries(settings);
    }

    SourceReading read() {
        Set<String> left = peopleThat(settings.people().left());
        Set<String> suspended = peopleThat(settings.people().suspended());
        List<SourcePerson> people = new ArrayList<>();
        var byDn = new DnIndex(search::normalised);
        people(settings.people().filter().filter(), personAttributes(), entry -> {
            String id = entries.id(entry, "people.id", settings.people().id());
            SubjectState state = left.contains(id)
                    ? SubjectState.LEFT
                    : suspended.contains(id) ? SubjectState.SUSPENDED : SubjectState.ACTIVE;
            people.add(new SourcePerson(id, state, attributes(entry)));
            byDn.put(entry.getDN(), id);
        });
        List<SourceGroup> groups = new LdapGroups(settings, connection, search, entries, people, byDn).read();
        return new SourceReading(settings.source(), people, groups);
    }

    /** The directory itself decides what a filter matches: it knows how its attributes compare. */
    private Set<String> peopleThat(@Nullable LdapFilter filter) {
        Set<String> ids = new HashSet<>();
        if (filter != null) {
            people(
                    settings.people().filter().and(filter),
                    Set.of(settings.people().id()),
                    entry -> ids.add(
                            entries.id(entry, "people.id", settings.people().id())));
        }
        return ids;
    }

    private void people(Filter filter, Set<String> attributes, java.util.function.Consumer<SearchResultEntry> taker) {
        search.each("people", settings.people().base(), filter, attributes, taker);
    }

    private Set<String> personAttributes() {
        Set<String> names = new LinkedHashSet<>(settings.people().attributes().values());
        names.add(settings.people().id());
        return names;
    }

    private Map<String, String> attributes(SearchResultEntry entry) {
        Map<String, String> attributes = new HashMap<>();
        settings.people()
                .attributes()
                .forEach((name, attribute) -> entries.text(entry, "people." + name, attribute)
                        .ifPresent(value -> attributes.put(name, value)));
        if (!attributes.containsKey(Subject.USERNAME)) {
            throw entries.contradictory(Shown.quote(entry.getDN()) + " has no "
                    + settings.people().attributes().get(Subject.USERNAME)
                    + "; narrow people.filter, or name another attribute as people.username");
        }
        return attributes;
    }
}
