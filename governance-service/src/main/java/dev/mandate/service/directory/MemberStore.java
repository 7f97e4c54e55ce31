package dev.mandate.service.directory;

import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Members of groups that are pushed, in sets, and who is inside a group however it is nested. */
@Repository
class MemberStore {
    /** The group and all groups in it; cycles end by themselves. */
    private static final String INSIDE = """
            with recursive inside (id) as (
                select unnest(?::text[])
                union
                select member_id from directory.group_group join inside on group_group.group_id = inside.id
            )
            """;

    private final DSLContext sql;

    MemberStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Those of them who are in the source and have not left. */
    Set<UUID> known(SourceId source, Collection<UUID> people) {
        return ids(
                "select id from directory.subject where source = ? and id = any (?::uuid[]) and state <> 'left'",
                source.value(),
                texts(people));
    }

    Set<UUID> knownGroups(SourceId source, Collection<UUID> groups) {
        return ids("""
                select external_id::uuid from directory.group_
                where source = ? and external_id = any (?::text[]) and gone is null
                """, source.value(), texts(groups));
    }

    /** Who was no member before. */
    Set<UUID> add(GroupId group, Collection<UUID> people) {
        return ids("""
                insert into directory.group_subject (group_id, subject_id)
                select ?, id from unnest(?::uuid[]) as member (id) order by id
                on conflict do nothing returning subject_id
                """, group.value(), texts(people));
    }

    /** Whether a group is there and all are people who may be its members, and who of them was none before. */
    record Joined(boolean possible, Set<UUID> gained) {}

    /**
     * Makes people members if all may be, and counts it, in one statement. The group is held first and the lock of
     * {@link PushStore#count} is taken last, so that nobody who waits for a group holds that lock. People are looked up by
     * their ids alone: a store that does not know yet how many a source has would read all of them.
     *
     * @param each whether each new member counts as a push of its own
     */
    Joined join(SourceId source, GroupId group, Collection<UUID> people, boolean each) {
        return sql.resultQuery(
                        """
                        with held as materialized (
                            select id from directory.group_ where id = ? and gone is null for key share
                        ), named as materialized (
                            select id, source, state from directory.subject where id = any (?::uuid[])
                        ), person as materialized (
                            select id from named where source = ? and state <> 'left'
                        ), added as (
                            insert into directory.group_subject (group_id, subject_id)
                            select held.id, person.id from held, person
                            where (select count(*) from person) = ? order by person.id
                            on conflict do nothing returning subject_id
                        ), counted as (
                            insert into directory.revision_step (source)
                            select ? from (select count(*) as gained from added) as all_added
                            cross join lateral (select pg_advisory_xact_lock_shared(?) where gained > 0) as locked
                            cross join lateral generate_series(1, case when ? then gained else 1 end)
                        )
                        select (select count(*) from held) * (select count(*) from person),
                            array(select subject_id from added)
                        """,
                        group.value(),
                        texts(people),
                        source.value(),
                        people.size(),
                        source.value(),
                        PushStore.LOCK,
                        each)
                .fetchSingle(row ->
                        new Joined(row.get(0, Long.class) == people.size(), Set.of(row.get(1, UUID[].class))));
    }

    /** Which were no members before. */
    Set<UUID> addGroups(SourceId source, GroupId group, Collection<UUID> groups) {
        return ids("""
                insert into directory.group_group (group_id, member_id)
                select ?, ? || ':' || id from unnest(?::text[]) as member (id) order by id
                on conflict do nothing returning substr(member_id, length(?) + 2)::uuid
                """, group.value(), source.value(), texts(groups), source.value());
    }

    /** Who was a member. */
    Set<UUID> remove(GroupId group, Collection<UUID> people) {
        return ids(
                "delete from directory.group_subject where group_id = ? and subject_id = any (?::uuid[]) returning subject_id",
                group.value(),
                texts(people));
    }

    Set<UUID> removeGroups(SourceId source, GroupId group, Collection<UUID> groups) {
        return ids("""
                delete from directory.group_group
                where group_id = ? and member_id in (select ? || ':' || id from unnest(?::text[]) as member (id))
                returning substr(member_id, length(?) + 2)::uuid
                """, group.value(), source.value(), texts(groups), source.value());
    }

    /** Removes everybody but these; says who was a member. */
    Set<UUID> keep(GroupId group, Collection<UUID> people) {
        return ids("""
                delete from directory.group_subject
                where group_id = ? and not exists (
                    select from unnest(?::uuid[]) as kept (id) where kept.id = group_subject.subject_id)
                returning subject_id
                """, group.value(), texts(people));
    }

    Set<UUID> keepGroups(SourceId source, GroupId group, Collection<UUID> groups) {
        return ids("""
                delete from directory.group_group
                where group_id = ? and member_id not in (select ? || ':' || id from unnest(?::text[]) as kept (id))
                returning substr(member_id, length(?) + 2)::uuid
                """, group.value(), source.value(), texts(groups), source.value());
    }

    /** How many direct members may hold access. */
    long holders(GroupId group) {
        return sql.fetchSingle("""
                        select count(*) from directory.group_subject join directory.subject on id = subject_id
                        where group_id = ? and state = 'active'
                        """, group.value()).get(0, Long.class);
    }

    /** How many people may hold access through the group. */
    long holdersInside(GroupId group) {
        return sql.fetchSingle(INSIDE + """
                        select count(distinct subject_id) from inside
                        join directory.group_subject on group_id = inside.id
                        join directory.subject on subject.id = subject_id
                        where state = 'active'
                        """, (Object) new String[] {group.value()})
                .get(0, Long.class);
    }

    /** Everybody who may hold access through these groups. */
    Set<UUID> everybodyInside(Collection<GroupId> groups) {
        return ids(INSIDE + """
                select distinct subject_id from inside
                join directory.group_subject on group_id = inside.id
                join directory.subject on subject.id = subject_id
                where state = 'active'
                """, (Object) groups.stream().map(GroupId::value).toArray(String[]::new));
    }

    /** Those of them who may hold access. */
    Set<UUID> mayHold(Collection<UUID> people) {
        return ids("select id from directory.subject where id = any (?::uuid[]) and state = 'active'", texts(people));
    }

    /** Who answers for the services and machines among them. */
    Set<UUID> owners(Collection<UUID> subjects) {
        return ids("""
                select owner.id from directory.subject
                join directory.subject as owner on owner.source = subject.source and owner.external_id = subject.owner
                where subject.id = any (?::uuid[])
                """, (Object) texts(subjects));
    }

    /** Those of them who are in the group, however it is nested. */
    Set<UUID> inside(GroupId group, Collection<UUID> people) {
        return ids(INSIDE + """
                select distinct subject_id from inside
                join directory.group_subject on group_id = inside.id
                where subject_id = any (?::uuid[])
                """, new String[] {group.value()}, texts(people));
    }

    /** The groups and all that they are in, directly or not. */
    Set<GroupId> above(Collection<GroupId> groups) {
        List<String> ids = sql.resultQuery(
                        """
                        with recursive above (id) as (
                            select unnest(?::text[])
                            union
                            select group_id from directory.group_group join above on group_group.member_id = above.id
                        )
                        select id from above
                        """, (Object) groups.stream().map(GroupId::value).toArray(String[]::new))
                .fetch(0, String.class);
        return ids.stream().map(GroupId::of).collect(Collectors.toSet());
    }

    /** The groups that somebody is a direct member of. */
    Set<GroupId> groupsOf(UUID person) {
        return sql
                .resultQuery("select group_id from directory.group_subject where subject_id = ?", person)
                .fetch(0, String.class)
                .stream()
                .map(GroupId::of)
                .collect(Collectors.toSet());
    }

    private Set<UUID> ids(String query, Object... values) {
        return new HashSet<>(sql.resultQuery(query, values).fetch(0, UUID.class));
    }

    /** As PostgreSQL spells an array; jOOQ would write each of them with quotes and a type of its own. */
    private static String texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
