package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads people and their states. */
final class LdapPeople {
    private final LdapSettings.People wanted;
    private final LdapSearch search;
    private final LdapEntries entries;
    private final LdapPlaces places;
    private final ActiveDirectory activeDirectory;
    private final Set<String> names;
    private final Map<String, String> owners = new HashMap<>();

    LdapPeople(
            LdapSettings settings,
            LdapSearch search,
            LdapEntries entries,
            LdapPlaces places,
            ActiveDirectory activeDirectory) {
        this.wanted = settings.people();
        this.search = search;
        this.entries = entries;
        this.places = places;
        this.activeDirectory = activeDirectory;
        this.names = new LinkedHashSet<>(wanted.attributes().values());
        names.add(wanted.id());
        names.addAll(ActiveDirectory.attributes(settings));
        if (!wanted.kinds().onlyPeople()) {
            names.add(wanted.kinds().owner());
        }
    }

    List<SourcePerson> read() {
        return read(wanted.filter().filter(), filter -> filter);
    }

    /** Those whom the filter names. */
    List<SourcePerson> read(Filter named) {
        return read(wanted.filter().and(named), filter -> Filter.createANDFilter(filter, named));
    }

    private List<SourcePerson> read(Filter filter, UnaryOperator<Filter> narrowed) {
        Set<String> left = idsThat(wanted.left(), narrowed);
        Set<String> staged = idsThat(wanted.staged(), narrowed);
        Set<String> suspended = idsThat(wanted.suspended(), narrowed);
        Set<String> services = idsThat(wanted.kinds().services(), narrowed);
        Set<String> machines = idsThat(wanted.kinds().machines(), narrowed);
        List<SourcePerson> people = new ArrayList<>();
        each(filter, names, entry -> {
            String id = id(entry);
            SubjectState state = stateIf(staged.contains(id), SubjectState.STAGED)
                    .mostRestrictive(
                            stateIf(suspended.contains(id) || activeDirectory.isExpired(entry), SubjectState.SUSPENDED))
                    .mostRestrictive(stateIf(left.contains(id), SubjectState.LEFT));
            SubjectKind kind = machines.contains(id)
                    ? SubjectKind.MACHINE
                    : services.contains(id) ? SubjectKind.SERVICE : SubjectKind.PERSON;
            if (kind != SubjectKind.PERSON) {
                entries.text(entry, "people.owner", wanted.kinds().owner()).ifPresent(dn -> owners.put(id, dn));
            }
            people.add(new SourcePerson(id, new Nature(kind, null), state, attributes(entry)));
            places.people().put(entry.getDN(), id);
            activeDirectory.person(entry, id);
        });
        return people;
    }

    /** With their owners, once everybody is read whom an entry may name as one. */
    List<SourcePerson> owned(List<SourcePerson> read) {
        return read.stream()
                .map(one -> {
                    String dn = owners.get(one.externalId());
                    String owner = dn == null ? null : places.people().get(dn);
                    return owner == null
                            ? one
                            : one.with(new Nature(one.nature().kind(), owner));
                })
                .toList();
    }

    private static SubjectState stateIf(boolean marked, SubjectState mark) {
        return marked ? mark : SubjectState.ACTIVE;
    }

    /** The directory itself decides what a filter matches: it knows how its attributes compare. */
    private Set<String> idsThat(@Nullable LdapFilter filter, UnaryOperator<Filter> narrowed) {
        Set<String> ids = new HashSet<>();
        if (filter != null) {
            each(
                    narrowed.apply(wanted.filter().and(filter.filter())),
                    Set.of(wanted.id()),
                    entry -> ids.add(id(entry)));
        }
        return ids;
    }

    private void each(Filter filter, Set<String> attributes, Consumer<SearchResultEntry> taker) {
        search.each("people", wanted.base(), filter, attributes, taker);
    }

    private String id(SearchResultEntry entry) {
        return entries.id(entry, "people.id", wanted.id());
    }

    private Map<String, String> attributes(SearchResultEntry entry) {
        Map<String, String> attributes = new HashMap<>();
        wanted.attributes()
                .forEach((name, attribute) -> entries.text(entry, "people." + name, attribute)
                        .ifPresent(value -> attributes.put(name, value)));
        if (!attributes.containsKey(Subject.USERNAME)) {
            throw entries.contradictory(Shown.quote(entry.getDN()) + " has no "
                    + wanted.attributes().get(Subject.USERNAME)
                    + "; narrow people.filter, or name another attribute as people.username");
        }
        return attributes;
    }
}
