package dev.mandate.service.scim;

import static dev.mandate.tables.directory.Tables.V_GROUP_GROUP;
import static dev.mandate.tables.directory.Tables.V_GROUP_SUBJECT;
import static dev.mandate.tables.scim.Tables.GROUP_;
import static dev.mandate.tables.scim.Tables.GROUP_STEP;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.val;

import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Groups as they were pushed, without their members. Every statement names the source: no other is seen by it. */
@Repository
class GroupStore implements Rows {
    private static final FilterStore FILTERS = new FilterStore(GROUP_.DOCUMENT, new GroupFilterStore());

    /** How the directory names the group. */
    static final Field<String> DIRECTORY_ID = GROUP_.SOURCE.concat(inline(":")).concat(GROUP_.ID.cast(String.class));

    private static final Field<Long> VERSION =
            GROUP_.VERSION.plus(field(selectCount().from(GROUP_STEP).where(GROUP_STEP.GROUP_ID.eq(GROUP_.ID))));

    static final Field<Instant> MODIFIED = greatest(
            GROUP_.MODIFIED,
            coalesce(
                    field(DSL.select(max(GROUP_STEP.AT)).from(GROUP_STEP).where(GROUP_STEP.GROUP_ID.eq(GROUP_.ID))),
                    GROUP_.MODIFIED));

    private static final List<SelectFieldOrAsterisk> ROW =
            List.of(GROUP_.ID, GROUP_.DOCUMENT, VERSION.as("now"), GROUP_.CREATED, MODIFIED.as("last"));

    private final DSLContext sql;

    GroupStore(DSLContext sql) {
        this.sql = sql;
    }

    /** False where the source has a group of this name already. */
    boolean insert(SourceId source, Resource group) {
        return sql.insertInto(GROUP_)
                        .set(GROUP_.ID, group.id())
                        .set(GROUP_.SOURCE, source.value())
                        .set(GROUP_.NAME, name(group))
                        .set(GROUP_.EXTERNAL_ID, externalId(group))
                        .set(GROUP_.DOCUMENT, JSONB.valueOf(Json.text(group.content())))
                        .set(GROUP_.VERSION, group.version())
                        .set(GROUP_.CREATED, group.created())
                        .set(GROUP_.MODIFIED, group.modified())
                        .onConflict(GROUP_.SOURCE, GROUP_.NAME)
                        .doNothing()
                        .execute()
                > 0;
    }

    /** Another group of the source with this name. */
    boolean isTaken(SourceId source, UUID except, String name) {
        return sql.fetchExists(
                GROUP_,
                GROUP_.SOURCE.eq(source.value()),
                GROUP_.NAME.eq(ResourceSchema.lower(name)),
                GROUP_.ID.ne(except));
    }

    void update(Resource group) {
        sql.update(GROUP_)
                .set(GROUP_.NAME, name(group))
                .set(GROUP_.EXTERNAL_ID, externalId(group))
                .set(GROUP_.DOCUMENT, JSONB.valueOf(Json.text(group.content())))
                .set(GROUP_.VERSION, GROUP_.VERSION.plus(1))
                .set(GROUP_.MODIFIED, group.modified())
                .where(GROUP_.ID.eq(group.id()))
                .execute();
    }

    /** Its members changed; counted without waiting for others who change them too. */
    void step(UUID group, Instant now) {
        sql.insertInto(GROUP_STEP)
                .set(GROUP_STEP.GROUP_ID, group)
                .set(GROUP_STEP.AT, now)
                .execute();
    }

    /** The same for each of so many changes, and how the group is then; where there is none, nothing may be kept. */
    Optional<Resource> stepped(SourceId source, UUID id, Instant now, int steps) {
        return sql.resultQuery("""
                        with stepped as (
                            insert into scim.group_step (group_id, at) select ?, cast(? as timestamptz) from generate_series(1, ?)
                        )
                        select id, document, version + ? + steps.number, created, greatest(modified, cast(? as timestamptz), steps.last)
                        from scim.group_ cross join lateral (
                            select count(*) as number, max(at) as last from scim.group_step where group_id = group_.id
                        ) as steps
                        where source = ? and id = ?
                        """, id, now.toString(), steps, steps, now.toString(), source.value(), id)
                .coerce(GROUP_.ID, GROUP_.DOCUMENT, GROUP_.VERSION, GROUP_.CREATED, GROUP_.MODIFIED)
                .fetchOptional(row -> new Resource(
                        ResourceSchema.GROUP,
                        row.value1(),
                        Json.stored(row.value2().data()),
                        row.value3(),
                        row.value4(),
                        row.value5()));
    }

    /** So it is of every group that somebody is a direct member of. */
    void stepGroupsOf(UUID user, Instant now) {
        sql.insertInto(GROUP_STEP, GROUP_STEP.GROUP_ID, GROUP_STEP.AT)
                .select(DSL.select(GROUP_.ID, val(now))
                        .from(GROUP_)
                        .join(V_GROUP_SUBJECT)
                        .on(V_GROUP_SUBJECT.GROUP_ID.eq(DIRECTORY_ID))
                        .where(V_GROUP_SUBJECT.SUBJECT_ID.eq(user)))
                .execute();
    }

    /** Counts steps into the versions, which stay what they are. */
    void settle() {
        sql.execute("""
                with counted as (delete from scim.group_step returning group_id, at)
                update scim.group_ set version = version + steps, modified = greatest(modified, last)
                from (select group_id, count(*) as steps, max(at) as last from counted group by group_id) as sum
                where id = group_id
                """);
    }

    void delete(UUID id) {
        sql.deleteFrom(GROUP_).where(GROUP_.ID.eq(id)).execute();
    }

    Optional<Resource> get(SourceId source, UUID id) {
        return sql.select(ROW).from(GROUP_).where(is(source, id)).fetchOptional(GroupStore::resource);
    }

    @Override
    public int count(SourceId source, Optional<Filter> filter) {
        return sql.fetchCount(GROUP_, which(source, filter));
    }

    @Override
    public List<Slice.Placed> list(SourceId source, Optional<Filter> filter, Optional<Order> order, Slice slice) {
        Condition asked = which(source, filter).and(FILTERS.after(order, slice.after(), GROUP_.ID));
        return sql.select(ROW)
                .select(FILTERS.key(order))
                .from(GROUP_)
                .where(slice.offset() == 0 ? asked : FilterStore.page(GROUP_, GROUP_.ID, asked, order(order), slice))
                .orderBy(order(order))
                .limit(slice.count())
                .fetch(row -> FILTERS.placed(row, resource(row)));
    }

    /** Direct members that are people, in order, after one of them. */
    List<UUID> people(SourceId source, UUID group, UUID after, int count) {
        return sql.select(V_GROUP_SUBJECT.SUBJECT_ID)
                .from(V_GROUP_SUBJECT)
                .where(V_GROUP_SUBJECT.GROUP_ID.eq(id(source, group)), V_GROUP_SUBJECT.SUBJECT_ID.gt(after))
                .orderBy(V_GROUP_SUBJECT.SUBJECT_ID)
                .limit(count)
                .fetch(V_GROUP_SUBJECT.SUBJECT_ID);
    }

    /** Direct members that are groups. */
    List<UUID> groups(SourceId source, UUID group) {
        int prefix = source.value().length() + 1;
        return sql.select(V_GROUP_GROUP.MEMBER_ID)
                .from(V_GROUP_GROUP)
                .where(V_GROUP_GROUP.GROUP_ID.eq(id(source, group)))
                .orderBy(V_GROUP_GROUP.MEMBER_ID)
                .fetch(row -> UUID.fromString(row.value1().substring(prefix)));
    }

    /** The groups that somebody is a direct member of. */
    List<Resource> groupsOf(SourceId source, UUID user) {
        return sql.select(ROW)
                .from(V_GROUP_SUBJECT)
                .join(GROUP_)
                .on(V_GROUP_SUBJECT.GROUP_ID.eq(DIRECTORY_ID))
                .where(V_GROUP_SUBJECT.SUBJECT_ID.eq(user), GROUP_.SOURCE.eq(source.value()))
                .orderBy(GROUP_.ID)
                .fetch(GroupStore::resource);
    }

    private static String id(SourceId source, UUID group) {
        return source.value() + ":" + group;
    }

    private static Condition is(SourceId source, UUID id) {
        return GROUP_.SOURCE.eq(source.value()).and(GROUP_.ID.eq(id));
    }

    private static Condition which(SourceId source, Optional<Filter> filter) {
        return GROUP_.SOURCE.eq(source.value()).and(filter.map(FILTERS::of).orElse(noCondition()));
    }

    private static List<SortField<?>> order(Optional<Order> order) {
        return Stream.concat(order.stream().map(FILTERS::sorted), Stream.of(GROUP_.ID.asc()))
                .toList();
    }

    private static Resource resource(Record row) {
        return new Resource(
                ResourceSchema.GROUP,
                row.get(GROUP_.ID),
                Json.stored(row.get(GROUP_.DOCUMENT).data()),
                row.get("now", Long.class),
                row.get(GROUP_.CREATED),
                row.get("last", Instant.class));
    }

    private static String name(Resource group) {
        return ResourceSchema.lower(group.text("displayName"));
    }

    private static @Nullable String externalId(Resource group) {
        String id = group.text("externalId");
        return id.isEmpty() ? null : id;
    }
}
