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
import dev.mandate.service.scim.Filter.Comparison;
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
    private static final FilterStore FILTERS = new FilterStore(GROUP_.DOCUMENT, new Columns());

    /** How the directory names the group. */
    private static final Field<String> DIRECTORY_ID =
            GROUP_.SOURCE.concat(inline(":")).concat(GROUP_.ID.cast(String.class));

    private static final Field<Long> VERSION =
            GROUP_.VERSION.plus(field(selectCount().from(GROUP_STEP).where(GROUP_STEP.GROUP_ID.eq(GROUP_.ID))));

    private static final Field<Instant> MODIFIED = greatest(
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

    /** Where a filter looks. */
    private static final class Columns implements FilterStore.Columns {
        @Override
        public Optional<Field<String>> text(AttributePath path) {
            if (path.is("displayName")) {
                return Optional.of(GROUP_.NAME);
            }
            if (path.is("meta.resourceType")) {
                return Optional.of(inline("Group"));
            }
            return path.is("externalId") ? Optional.of(GROUP_.EXTERNAL_ID) : Optional.empty();
        }

        @Override
        public Optional<Field<Boolean>> truth(AttributePath path) {
            return Optional.empty();
        }

        @Override
        public Optional<Field<UUID>> id(AttributePath path) {
            return path.is("id") ? Optional.of(GROUP_.ID) : Optional.empty();
        }

        @Override
        public Optional<Field<Instant>> time(AttributePath path) {
            if (path.is("meta.created")) {
                return Optional.of(GROUP_.CREATED);
            }
            return path.is("meta.lastModified") ? Optional.of(MODIFIED) : Optional.empty();
        }

        /** Members are found by their id alone. */
        @Override
        public Optional<Condition> elsewhere(Filter filter) {
            return switch (filter) {
                case Filter.Compare(var path, var comparison, var value)
                when path.is("members.value") -> Optional.of(member(comparison, value.asString("")));
                case Filter.Within(var list, var element)
                when list.is("members") -> Optional.of(elsewhere(element).orElseThrow(Columns::none));
                case Filter.Compare(var path, var comparison, var value) when isMember(path) -> throw none();
                case Filter.Present(var path) when isMember(path) -> throw none();
                case Filter.Compare ignored -> Optional.empty();
                case Filter.Present ignored -> Optional.empty();
                case Filter.Within ignored -> Optional.empty();
                case Filter.All ignored -> Optional.empty();
                case Filter.Any ignored -> Optional.empty();
                case Filter.Not ignored -> Optional.empty();
            };
        }

        private static boolean isMember(AttributePath path) {
            return path.extension() == null
                    && path.attribute() != null
                    && path.attribute().getName().equals("members");
        }

        private static ScimProblem none() {
            return ScimProblem.filter("members are found by members.value eq \"id\" alone");
        }

        private static Condition member(Comparison comparison, String id) {
            if (comparison != Comparison.EQ) {
                throw none();
            }
            Optional<UUID> known = Ids.of(id);
            if (known.isEmpty()) {
                return DSL.falseCondition();
            }
            return DSL.exists(DSL.selectOne()
                            .from(V_GROUP_SUBJECT)
                            .where(
                                    V_GROUP_SUBJECT.GROUP_ID.eq(DIRECTORY_ID),
                                    V_GROUP_SUBJECT.SUBJECT_ID.eq(known.get())))
                    .or(DSL.exists(DSL.selectOne()
                            .from(V_GROUP_GROUP)
                            .where(
                                    V_GROUP_GROUP.GROUP_ID.eq(DIRECTORY_ID),
                                    V_GROUP_GROUP.MEMBER_ID.eq(
                                            GROUP_.SOURCE.concat(inline(":")).concat(val(id))))));
        }
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

    /** The same, and how the group is then; empty where there is none. */
    Optional<Resource> stepped(SourceId source, UUID id, Instant now) {
        var stepped = DSL.name("stepped")
                .as(sql.insertInto(GROUP_STEP, GROUP_STEP.GROUP_ID, GROUP_STEP.AT)
                        .select(DSL.select(GROUP_.ID, val(now)).from(GROUP_).where(is(source, id)))
                        .returning(GROUP_STEP.GROUP_ID));
        return sql.with(stepped)
                .select(
                        GROUP_.ID,
                        GROUP_.DOCUMENT,
                        VERSION.plus(1).as("now"),
                        GROUP_.CREATED,
                        greatest(MODIFIED, val(now)).as("last"))
                .from(GROUP_)
                .where(is(source, id))
                .fetchOptional(GroupStore::resource);
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
        return sql.select(ROW)
                .select(FILTERS.key(order))
                .from(GROUP_)
                .where(which(source, filter), FILTERS.after(order, slice.after(), GROUP_.ID))
                .orderBy(order(order))
                .offset(slice.offset())
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
