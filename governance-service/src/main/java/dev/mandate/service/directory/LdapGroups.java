package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads groups and turns what their members are called into ids. */
final class LdapGroups {
    /** Single look-ups; beyond that a complete read is sooner done. */
    private static final int MOST_STRANGERS = 100;

    private final LdapSettings settings;
    private final LdapSettings.Groups wanted;
    private final LdapSearch search;
    private final LdapEntries entries;
    private final RangedValues members;
    private final DnIndex people;
    private final DnIndex groups;
    private final Map<String, String> bySid;
    private final ActiveDirectory activeDirectory;
    private final Map<String, String> userNames;
    private final ForeignMembers foreign = new ForeignMembers();

    /** A group whose members that are no people of this read are still to be recognised; people are added to it. */
    private record Unresolved(String id, @Nullable String sid, String name, Set<String> people, List<String> rest) {}

    LdapGroups(
            LdapSettings settings,
            LDAPConnection connection,
            LdapSearch search,
            LdapEntries entries,
            List<SourcePerson> everybody,
            LdapPlaces places,
            ActiveDirectory activeDirectory) {
        this.settings = settings;
        this.wanted = settings.groups();
        this.search = search;
        this.entries = entries;
        this.members = new RangedValues(connection, search, wanted.member());
        this.people = places.people();
        this.groups = places.groups();
        this.bySid = places.groupsBySid();
        this.activeDirectory = activeDirectory;
        this.userNames = wanted.membersAreUserNames() ? userNames(everybody) : Map.of();
    }

    private Map<String, String> userNames(List<SourcePerson> everybody) {
        Map<String, String> ids = new HashMap<>();
        for (SourcePerson person : everybody) {
            String name = person.attributes().getOrDefault(Subject.USERNAME, "");
            if (ids.put(name, person.externalId()) != null) {
                throw entries.contradictory("two people have the user name " + Shown.quote(name)
                        + ", so it is open whom a group means by it; give one of them another name");
            }
        }
        return ids;
    }

    List<SourceGroup> read() {
        List<Unresolved> found = found(wanted.filter().filter());
        if (found.stream().flatMap(group -> group.rest().stream()).anyMatch(this::shouldBeKnown)) {
            findMoved();
        }
        return found.stream().map(this::resolved).toList();
    }

    /** Those whom the filter names; empty where a member should be known and is not. */
    Optional<List<SourceGroup>> read(Filter named) {
        List<Unresolved> found = found(wanted.filter().and(named));
        List<String> strangers = found.stream()
                .flatMap(group -> group.rest().stream())
                .filter(this::shouldBeKnown)
                .distinct()
                .toList();
        if (strangers.size() > MOST_STRANGERS || strangers.stream().anyMatch(this::isOneOfUs)) {
            return Optional.empty();
        }
        found.forEach(group -> findHolders(group.sid()));
        return Optional.of(found.stream().map(this::resolved).toList());
    }

    /** Somebody who does not match the filter, and so is nobody here, is no stranger either. */
    private boolean isOneOfUs(String dn) {
        return search.matches(dn, settings.people().filter()) || search.matches(dn, wanted.filter());
    }

    private void findHolders(@Nullable String sid) {
        if (sid == null) {
            return;
        }
        Set<String> holders = new HashSet<>();
        search.each(
                "people",
                settings.people().base(),
                settings.people().filter().and(activeDirectory.holding(sid)),
                Set.of(settings.people().id()),
                entry -> holders.add(
                        entries.id(entry, "people.id", settings.people().id())));
        activeDirectory.replaceHolders(sid, holders);
    }

    private List<Unresolved> found(Filter filter) {
        List<Unresolved> found = new ArrayList<>();
        List<SearchResultEntry> ranged = new ArrayList<>();
        search.each("groups", wanted.base(), filter, attributes(), entry -> {
            groups.put(entry.getDN(), id(entry));
            if (members.isComplete(entry)) {
                found.add(unresolved(entry, members.of(entry)));
            } else {
                ranged.add(entry);
            }
        });
        // Only now: some directories keep one paged search per connection.
        ranged.forEach(entry -> found.add(unresolved(entry, members.of(entry))));
        return found;
    }

    /** What was found that nobody gets access by. */
    List<Finding> remarks() {
        return foreign.findings();
    }

    private Set<String> attributes() {
        Set<String> names = new LinkedHashSet<>(RangedValues.STAMPS);
        names.addAll(List.of(wanted.id(), wanted.name(), wanted.member()));
        if (settings.kind() == LdapKind.ACTIVE_DIRECTORY) {
            names.add(ActiveDirectory.SID);
        }
        return names;
    }

    private String id(SearchResultEntry entry) {
        return entries.id(entry, "groups.id", wanted.id());
    }

    private Unresolved unresolved(SearchResultEntry entry, List<String> values) {
        String name = entries.text(entry, "groups.name", wanted.name())
                .orElseThrow(() -> entries.contradictory(Shown.quote(entry.getDN()) + " has no " + wanted.name()
                        + "; narrow groups.filter, or name another attribute as groups.name"));
        Set<String> persons = new HashSet<>();
        List<String> rest = new ArrayList<>();
        for (String value : values) {
            String person = wanted.membersAreUserNames() ? userNames.get(value) : people.get(value);
            if (person == null) {
                rest.add(value);
            } else {
                persons.add(person);
            }
        }
        String sid = activeDirectory.sid(entry);
        if (sid != null) {
            bySid.put(sid, id(entry));
        }
        return new Unresolved(id(entry), sid, name, persons, rest);
    }

    private SourceGroup resolved(Unresolved group) {
        Set<String> persons = group.people();
        Set<String> nested = new HashSet<>();
        List<String> strangers = new ArrayList<>();
        for (String value : group.rest()) {
            String person = wanted.membersAreUserNames() ? null : people.get(value);
            String other = wanted.membersAreUserNames() ? null : groups.get(value);
            if (person != null) {
                persons.add(person);
            } else if (other != null) {
                nested.add(other);
            } else {
                strangers.add(value);
            }
        }
        persons.addAll(activeDirectory.holders(group.sid()));
        foreign.add(group.name(), strangers);
        return new SourceGroup(group.id(), group.name(), persons, nested, strangers.size());
    }

    /** Whether a member lies where people and groups were looked for, and yet was not found under this DN. */
    private boolean shouldBeKnown(String value) {
        if (wanted.membersAreUserNames() || groups.get(value) != null) {
            return false;
        }
        try {
            var dn = new DN(value);
            return dn.isDescendantOf(settings.people().base(), false) || dn.isDescendantOf(wanted.base(), false);
        } catch (LDAPException e) {
            return false;
        }
    }

    /**
     * An entry that is renamed or moved during the read is a member under its new DN and was found under its old one: it
     * must not lose its groups for that.
     */
    private void findMoved() {
        search.each(
                "people",
                settings.people().base(),
                settings.people().filter().filter(),
                Set.of(settings.people().id()),
                entry -> people.rename(
                        entry.getDN(),
                        entries.id(entry, "people.id", settings.people().id())));
        search.each(
                "groups",
                wanted.base(),
                wanted.filter().filter(),
                Set.of(wanted.id()),
                entry -> groups.rename(entry.getDN(), id(entry)));
    }
}
