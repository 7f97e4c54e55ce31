package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.COUNTED_CHANGE;
import static dev.mandate.tables.directory.Tables.GROUP_;
import static dev.mandate.tables.directory.Tables.GROUP_GROUP;
import static dev.mandate.tables.directory.Tables.GROUP_SUBJECT;
import static dev.mandate.tables.directory.Tables.REVISION;
import static dev.mandate.tables.directory.Tables.REVISION_STEP;
import static dev.mandate.tables.directory.Tables.SUBJECT;
import static org.jooq.impl.DSL.sum;

import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Identities;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.SourceDiff.Members;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** People, groups and memberships of the schema {@code directory}; sets move as arrays. */
@Repository
class DirectoryStore {
    private static final int FETCH = 5000;
    private static final Duration WINDOW = Duration.ofHours(24);

    private final DSLContext sql;

    DirectoryStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The id under which a group of a source is known everywhere. */
    static GroupId groupId(SourceId source, String externalId) {
        return GroupId.of(source + ":" + externalId);
    }

    /** @param links from identity to what it is linked to */
    Directory directory(Map<SubjectId, SubjectId> links) {
        // First: what is pushed while the rest is read then shows as a change the next time.
        long revision = revision();
        List<Subject> stated = new ArrayList<>();
        Map<UUID, SubjectId> owners = owners();
        Map<UUID, SubjectId> ids = new HashMap<>();
        sql.selectFrom(SUBJECT).fetchSize(FETCH).forEach(row -> {
            SubjectId id = LinkStore.id(row.getId());
            ids.put(row.getId(), links.isEmpty() ? id : Identities.root(id, links));
            stated.add(new Subject(
                    id,
                    SubjectKind.ofWord(row.getKind()),
                    SubjectState.ofWord(row.getState()),
                    row.getTenure(),
                    AttributesJson.read(row.getAttributes().data()),
                    owners.get(row.getId())));
        });
        var identities = new Identities(stated, links);
        Map<String, Set<SubjectId>> members = new HashMap<>();
        sql.select(GROUP_SUBJECT.GROUP_ID, DSL.field(PackedIds.OF_ROWS, byte[].class, GROUP_SUBJECT.SUBJECT_ID))
                .from(GROUP_SUBJECT)
                .groupBy(GROUP_SUBJECT.GROUP_ID)
                .fetchSize(FETCH)
                .forEach(row -> members.put(row.value1(), PackedIds.unpack(row.value2(), ids)));
        Map<String, Set<GroupId>> nested = new HashMap<>();
        sql.select(GROUP_GROUP.GROUP_ID, GROUP_GROUP.MEMBER_ID)
                .from(GROUP_GROUP)
                .forEach(row -> nested.computeIfAbsent(row.value1(), id -> new HashSet<>())
                        .add(GroupId.of(row.value2())));
        Map<GroupId, Group> groups = new HashMap<>();
        sql.selectFrom(GROUP_).where(GROUP_.GONE.isNull()).forEach(row -> {
            GroupId id = GroupId.of(row.getId());
            groups.put(
                    id,
                    new Group(
                            id,
                            SourceId.of(row.getSource()),
                            row.getName(),
                            members.getOrDefault(row.getId(), Set.of()),
                            nested.getOrDefault(row.getId(), Set.of())));
        });
        return new Directory(revision, identities.subjects(), groups, identities.links());
    }

    /** By service or machine: who answers for it, where its source states them. */
    private Map<UUID, SubjectId> owners() {
        var owner = SUBJECT.as("owner");
        return sql.select(SUBJECT.ID, owner.ID)
                .from(SUBJECT)
                .join(owner)
                .on(owner.SOURCE.eq(SUBJECT.SOURCE), owner.EXTERNAL_ID.eq(SUBJECT.OWNER))
                .where(SUBJECT.OWNER.isNotNull(), owner.KIND.eq(SubjectKind.PERSON.word()))
                .fetchMap(row -> row.value1(), row -> LinkStore.id(row.value2()));
    }

    long revision() {
        return sql.select(REVISION.VALUE.plus(DSL.field(DSL.selectCount().from(REVISION_STEP))))
                .from(REVISION)
                .fetchSingle()
                .value1();
    }

    void countRevision() {
        sql.update(REVISION).set(REVISION.VALUE, REVISION.VALUE.plus(1)).execute();
    }

    void addPeople(SourceId source, Collection<SourcePerson> people) {
        sql.execute(
                """
                insert into directory.subject (id, source, external_id, kind, owner, state, tenure, missing, attributes)
                select id, ?, external_id, kind, owner, state, 1, false, attributes::jsonb
                from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    as person (id, external_id, kind, owner, state, attributes)
                """,
                source.value(),
                people.stream().map(person -> UUID.randomUUID().toString()).toArray(String[]::new),
                texts(people, SourcePerson::externalId),
                texts(people, person -> person.nature().kind().word()),
                texts(people, person -> person.nature().owner()),
                texts(people, person -> person.state().word()),
                texts(people, person -> AttributesJson.write(person.attributes())));
    }

    void changePeople(Collection<SourceDiff.Replaced> people) {
        sql.execute(
                """
                update directory.subject as subject
                set kind = now.kind, owner = now.owner, state = now.state, tenure = now.tenure, missing = false,
                    attributes = now.attributes::jsonb
                from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[])
                    as now (id, kind, owner, state, tenure, attributes)
                where subject.id = now.id
                """,
                texts(people, person -> person.before().id().toString()),
                texts(people, person -> person.now().nature().kind().word()),
                texts(people, person -> person.now().nature().owner()),
                texts(people, person -> person.now().state().word()),
                people.stream().map(SourceDiff.Replaced::tenure).toArray(Integer[]::new),
                texts(people, person -> AttributesJson.write(person.now().attributes())));
    }

    void markMissing(Collection<KnownPerson> people) {
        sql.execute("update directory.subject set state = 'left', missing = true where id = any (?::uuid[])", (Object)
                texts(people, person -> person.id().toString()));
    }

    void putGroups(SourceId source, Collection<SourceGroup> groups) {
        sql.execute(
                """
                insert into directory.group_ (id, source, external_id, name, foreign_members)
                select ? || ':' || external_id, ?, external_id, name, foreign_members
                from unnest(?::text[], ?::text[], ?::integer[]) as now (external_id, name, foreign_members)
                on conflict (id) do update
                set name = excluded.name, foreign_members = excluded.foreign_members, gone = null
                """,
                source.value(),
                source.value(),
                texts(groups, SourceGroup::externalId),
                texts(groups, SourceGroup::name),
                groups.stream().map(SourceGroup::foreign).toArray(Integer[]::new));
    }

    void markGone(SourceId source, Collection<SourceGroup> groups, Instant now) {
        sql.execute(
                "update directory.group_ set gone = ?::timestamptz where source = ? and external_id = any (?::text[])",
                now,
                source.value(),
                texts(groups, SourceGroup::externalId));
    }

    void removeMembers(SourceId source, Collection<Members> members) {
        List<String[]> people = pairs(members, Members::people);
        sql.execute("""
                delete from directory.group_subject
                using unnest(?::text[], ?::text[]) as member (group_id, external_id)
                join directory.subject on subject.source = ? and subject.external_id = member.external_id
                where group_subject.group_id = ? || ':' || member.group_id
                  and group_subject.subject_id = subject.id
                """, people.get(0), people.get(1), source.value(), source.value());
        List<String[]> nested = pairs(members, Members::groups);
        sql.execute("""
                delete from directory.group_group
                using unnest(?::text[], ?::text[]) as member (group_id, member_id)
                where group_group.group_id = ? || ':' || member.group_id
                  and group_group.member_id = ? || ':' || member.member_id
                """, nested.get(0), nested.get(1), source.value(), source.value());
    }

    void addMembers(SourceId source, Collection<Members> members) {
        List<String[]> people = pairs(members, Members::people);
        sql.execute("""
                insert into directory.group_subject (group_id, subject_id)
                select ? || ':' || member.group_id, subject.id
                from unnest(?::text[], ?::text[]) as member (group_id, external_id)
                join directory.subject on subject.source = ? and subject.external_id = member.external_id
                order by 1, 2
                """, source.value(), people.get(0), people.get(1), source.value());
        List<String[]> nested = pairs(members, Members::groups);
        sql.execute("""
                insert into directory.group_group (group_id, member_id)
                select ? || ':' || group_id, ? || ':' || member_id
                from unnest(?::text[], ?::text[]) as member (group_id, member_id)
                """, source.value(), source.value(), nested.get(0), nested.get(1));
    }

    private static List<String[]> pairs(Collection<Members> all, Function<Members, Set<String>> members) {
        var left = all.stream().flatMap(group -> members.apply(group).stream().map(member -> group.group()));
        var right = all.stream().flatMap(group -> members.apply(group).stream());
        return List.of(left.toArray(String[]::new), right.toArray(String[]::new));
    }

    Map<String, SourceGuards.Recent> recent(SourceId source, Instant now) {
        return sql.select(COUNTED_CHANGE.WHAT, sum(COUNTED_CHANGE.LOST), sum(COUNTED_CHANGE.GAINED))
                .from(COUNTED_CHANGE)
                .where(COUNTED_CHANGE.SOURCE.eq(source.value()), COUNTED_CHANGE.AT.gt(now.minus(WINDOW)))
                .groupBy(COUNTED_CHANGE.WHAT)
                .fetchMap(
                        row -> row.value1(),
                        row -> new SourceGuards.Recent(
                                row.value2().longValue(), row.value3().longValue()));
    }

    /** What no window looks back on any more. */
    void forgetCounts(SourceId source, Instant now) {
        sql.deleteFrom(COUNTED_CHANGE)
                .where(COUNTED_CHANGE.SOURCE.eq(source.value()), COUNTED_CHANGE.AT.le(now.minus(WINDOW)))
                .execute();
    }

    void count(SourceId source, Map<String, SourceGuards.Recent> changes, Instant now) {
        sql.execute(
                """
                insert into directory.counted_change (source, what, at, lost, gained)
                select ?, what, ?::timestamptz, lost, gained
                from unnest(?::text[], ?::integer[], ?::integer[]) as change (what, lost, gained)
                """,
                source.value(),
                now,
                changes.keySet().toArray(String[]::new),
                changes.values().stream().map(change -> (int) change.lost()).toArray(Integer[]::new),
                changes.values().stream().map(change -> (int) change.gained()).toArray(Integer[]::new));
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
