package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.SUBJECT;

import dev.mandate.model.subject.Identities;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Some people by all that sources state of them, without reading everybody. */
@Repository
class PersonStore {
    /** Each of the ids asked for, with every identity that is now linked to it. */
    private static final String ONE = """
            with recursive one as (
                select id as asked, id from unnest(?::uuid[]) as wanted (id)
                union
                select one.asked, case when link.identity = one.id then link.subject else link.identity end
                from one join directory.link
                on link.ended is null and (link.identity = one.id or link.subject = one.id)
            )
            """;

    private static final String TOGETHER = ONE + """
            select one.asked::text, subject.id::text, subject.source, subject.external_id, subject.kind, subject.state,
                subject.tenure, subject.missing, subject.attributes::text, link.subject::text as linked_to,
                owner.id::text as owned_by, owner.state as owner_state,
                coalesce(owner.attributes ->> 'username', owner.external_id) as owner_name
            from one
            join directory.subject on subject.id = one.id
            left join directory.link on link.identity = subject.id and link.ended is null
            left join directory.subject as owner on owner.source = subject.source and owner.external_id = subject.owner
                and owner.kind = 'person'
            """;

    private final DSLContext sql;

    PersonStore(DSLContext sql) {
        this.sql = sql;
    }

    /** What one source states. */
    record Identity(Subject stated, SourceId source, String externalId, boolean missing, Person.@Nullable Owner owner) {
        String username() {
            return stated.attribute(Subject.USERNAME).orElse(externalId);
        }

        Person person(Subject whole) {
            String username = whole.attribute(Subject.USERNAME).orElse(externalId);
            return new Person(
                    whole.id(),
                    source,
                    username,
                    whole.attribute(Subject.NAME).orElse(username),
                    whole.state(),
                    whole.tenure(),
                    whole.kind(),
                    owner);
        }
    }

    /** The identities of one subject, by id, and what they are linked to. */
    record Together(Map<SubjectId, Identity> identities, Map<SubjectId, SubjectId> links) {
        Subject whole() {
            return new Identities(
                            identities.values().stream().map(Identity::stated).toList(), links)
                    .subjects()
                    .values()
                    .iterator()
                    .next();
        }

        Person person() {
            Subject whole = whole();
            return Objects.requireNonNull(identities.get(whole.id())).person(whole);
        }

        /** Whether they have left only because complete reads no longer show them. */
        boolean onlyMissing() {
            Set<Boolean> missing = new HashSet<>();
            identities.values().stream()
                    .filter(one -> one.stated().state() == SubjectState.LEFT)
                    .forEach(one -> missing.add(one.missing()));
            return missing.equals(Set.of(true));
        }
    }

    /** By the id that was asked for; who is not known is left out. */
    Map<SubjectId, Together> together(Collection<SubjectId> ids) {
        Map<SubjectId, Map<SubjectId, Identity>> identities = new LinkedHashMap<>();
        Map<SubjectId, Map<SubjectId, SubjectId>> links = new HashMap<>();
        sql.fetch(TOGETHER, (Object) LinkStore.uuids(ids)).forEach(row -> {
            SubjectId asked = SubjectId.of(text(row, "asked"));
            SubjectId id = SubjectId.of(text(row, "id"));
            identities.computeIfAbsent(asked, one -> new LinkedHashMap<>()).put(id, identity(id, row));
            Optional.ofNullable(row.get("linked_to", String.class))
                    .ifPresent(to ->
                            links.computeIfAbsent(asked, one -> new HashMap<>()).put(id, SubjectId.of(to)));
        });
        Map<SubjectId, Together> together = new LinkedHashMap<>();
        identities.forEach((asked, all) -> together.put(asked, new Together(all, links.getOrDefault(asked, Map.of()))));
        return together;
    }

    /** Until the transaction ends no source changes any identity of them. */
    void hold(SubjectId subject) {
        sql.fetch(ONE + "select subject.id from directory.subject where id in (select id from one) for share", (Object)
                LinkStore.uuids(List.of(subject)));
    }

    /** By the id that was asked for: the sources that state them. */
    Map<SubjectId, Set<SourceId>> sourcesOf(Collection<SubjectId> ids) {
        Map<SubjectId, Set<SourceId>> sources = new HashMap<>();
        sql.fetch(ONE + "select one.asked::text, subject.source from one join directory.subject using (id)", (Object)
                        LinkStore.uuids(ids))
                .forEach(row -> sources.computeIfAbsent(SubjectId.of(text(row, "asked")), asked -> new HashSet<>())
                        .add(SourceId.of(text(row, "source"))));
        return sources;
    }

    /** By external id: who of a source that is. */
    Map<String, SubjectId> ids(SourceId source, Collection<String> externalIds) {
        return sql.select(SUBJECT.EXTERNAL_ID, SUBJECT.ID)
                .from(SUBJECT)
                .where(
                        SUBJECT.SOURCE.eq(source.value()),
                        SUBJECT.EXTERNAL_ID.eq(DSL.any(externalIds.toArray(String[]::new))))
                .fetchMap(row -> row.value1(), row -> LinkStore.id(row.value2()));
    }

    /** The services and machines whose owner is any of these, as their sources state it now. */
    Set<SubjectId> owned(Collection<SubjectId> owners) {
        var owner = SUBJECT.as("owner");
        return sql.select(SUBJECT.ID)
                .from(SUBJECT)
                .join(owner)
                .on(owner.SOURCE.eq(SUBJECT.SOURCE), owner.EXTERNAL_ID.eq(SUBJECT.OWNER))
                .where(owner.ID.eq(DSL.any(LinkStore.uuids(owners))))
                .fetchSet(row -> LinkStore.id(row.value1()));
    }

    private static Identity identity(SubjectId id, Record row) {
        SourceId source = SourceId.of(text(row, "source"));
        Person.Owner owner = Optional.ofNullable(row.get("owned_by", String.class))
                .map(owned -> new Person.Owner(
                        SubjectId.of(owned),
                        source,
                        text(row, "owner_name"),
                        SubjectState.ofWord(text(row, "owner_state"))))
                .orElse(null);
        return new Identity(
                new Subject(
                        id,
                        SubjectKind.ofWord(text(row, "kind")),
                        SubjectState.ofWord(text(row, "state")),
                        Objects.requireNonNull(row.get("tenure", Integer.class)),
                        AttributesJson.read(text(row, "attributes")),
                        owner == null ? null : owner.id()),
                source,
                text(row, "external_id"),
                Objects.requireNonNull(row.get("missing", Boolean.class)),
                owner);
    }

    private static String text(Record row, String name) {
        return Objects.requireNonNull(row.get(name, String.class));
    }

    /** The identities of a source who have, or had, this user name. */
    List<SubjectId> named(String source, String username) {
        return sql.select(SUBJECT.ID)
                .from(SUBJECT)
                .where(
                        SUBJECT.SOURCE.eq(source),
                        DSL.field("{0} ->> 'username'", String.class, SUBJECT.ATTRIBUTES)
                                .eq(username))
                .fetch(row -> LinkStore.id(row.value1()));
    }

    /** The identities of a source whose attribute has this value. */
    List<SubjectId> having(String source, String attribute, String value) {
        return sql.select(SUBJECT.ID)
                .from(SUBJECT)
                .where(
                        SUBJECT.SOURCE.eq(source),
                        DSL.field("{0} ->> {1}", String.class, SUBJECT.ATTRIBUTES, DSL.val(attribute))
                                .eq(value))
                .fetch(row -> LinkStore.id(row.value1()));
    }

    /** Identities taken for left only because a complete read no longer shows them. */
    Set<SubjectId> missing() {
        return sql.select(SUBJECT.ID).from(SUBJECT).where(SUBJECT.MISSING).fetchSet(row -> LinkStore.id(row.value1()));
    }
}
