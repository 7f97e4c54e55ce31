package dev.mandate.service.scim;

import static dev.mandate.tables.scim.Tables.USER_;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

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
import org.jooq.SortField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Users as they were pushed. Every statement names the source: no other is seen by it. */
@Repository
class UserStore implements Rows {
    private static final FilterStore FILTERS = new FilterStore(USER_.DOCUMENT, new Columns());

    private final DSLContext sql;

    UserStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Where a filter looks. */
    private static final class Columns implements FilterStore.Columns {
        @Override
        public Optional<Field<String>> text(AttributePath path) {
            if (path.is("userName")) {
                return Optional.of(USER_.USER_NAME);
            }
            if (path.is("meta.resourceType")) {
                return Optional.of(inline("User"));
            }
            return path.is("externalId") ? Optional.of(USER_.EXTERNAL_ID) : Optional.empty();
        }

        @Override
        public Optional<Field<Boolean>> truth(AttributePath path) {
            return path.is("active") ? Optional.of(USER_.ACTIVE) : Optional.empty();
        }

        @Override
        public Optional<Field<UUID>> id(AttributePath path) {
            return path.is("id") ? Optional.of(USER_.ID) : Optional.empty();
        }

        @Override
        public Optional<Field<Instant>> time(AttributePath path) {
            if (path.is("meta.created")) {
                return Optional.of(USER_.CREATED);
            }
            return path.is("meta.lastModified") ? Optional.of(USER_.MODIFIED) : Optional.empty();
        }

        @Override
        public Condition indexed(Filter filter) {
            return switch (filter) {
                case Filter.Compare(var path, var comparison, var value)
                when path.is("emails.value") && comparison == Comparison.EQ ->
                    USER_.EMAILS.contains(new String[] {ResourceSchema.lower(value.stringValue())});
                case Filter.Within(var list, Filter.All(var parts))
                when list.is("emails") -> parts.stream().map(this::indexed).reduce(noCondition(), Condition::and);
                case Filter.Within(var list, Filter.Compare part) when list.is("emails") -> indexed(part);
                case Filter.All ignored -> noCondition();
                case Filter.Any ignored -> noCondition();
                case Filter.Not ignored -> noCondition();
                case Filter.Present ignored -> noCondition();
                case Filter.Compare ignored -> noCondition();
                case Filter.Within ignored -> noCondition();
            };
        }
    }

    /** False where the source has somebody of this name already. */
    boolean insert(SourceId source, Resource user) {
        return sql.insertInto(USER_)
                        .set(USER_.ID, user.id())
                        .set(USER_.SOURCE, source.value())
                        .set(USER_.USER_NAME, name(user))
                        .set(USER_.EXTERNAL_ID, externalId(user))
                        .set(USER_.ACTIVE, UserFacts.isActive(user.content()))
                        .set(USER_.EMAILS, emails(user))
                        .set(USER_.DOCUMENT, JSONB.valueOf(Json.text(user.content())))
                        .set(USER_.VERSION, user.version())
                        .set(USER_.CREATED, user.created())
                        .set(USER_.MODIFIED, user.modified())
                        .onConflict(USER_.SOURCE, USER_.USER_NAME)
                        .doNothing()
                        .execute()
                > 0;
    }

    /** Somebody else of the source with this name. */
    boolean isTaken(SourceId source, UUID except, String userName) {
        return sql.fetchExists(
                USER_,
                USER_.SOURCE.eq(source.value()),
                USER_.USER_NAME.eq(ResourceSchema.lower(userName)),
                USER_.ID.ne(except));
    }

    void update(Resource user) {
        sql.update(USER_)
                .set(USER_.USER_NAME, name(user))
                .set(USER_.EXTERNAL_ID, externalId(user))
                .set(USER_.ACTIVE, UserFacts.isActive(user.content()))
                .set(USER_.EMAILS, emails(user))
                .set(USER_.DOCUMENT, JSONB.valueOf(Json.text(user.content())))
                .set(USER_.VERSION, user.version())
                .set(USER_.MODIFIED, user.modified())
                .where(USER_.ID.eq(user.id()))
                .execute();
    }

    void delete(UUID id) {
        sql.deleteFrom(USER_).where(USER_.ID.eq(id)).execute();
    }

    Optional<Resource> get(SourceId source, UUID id) {
        return sql.selectFrom(USER_)
                .where(USER_.SOURCE.eq(source.value()), USER_.ID.eq(id))
                .fetchOptional(UserStore::resource);
    }

    /** Until the transaction ends nobody else changes it. */
    Optional<Resource> lock(SourceId source, UUID id) {
        return sql.selectFrom(USER_)
                .where(USER_.SOURCE.eq(source.value()), USER_.ID.eq(id))
                .forUpdate()
                .fetchOptional(UserStore::resource);
    }

    @Override
    public int count(SourceId source, Optional<Filter> filter) {
        return sql.fetchCount(USER_, which(source, filter));
    }

    @Override
    public List<Slice.Placed> list(SourceId source, Optional<Filter> filter, Optional<Order> order, Slice slice) {
        Condition asked = which(source, filter).and(FILTERS.after(order, slice.after(), USER_.ID));
        return sql.select(USER_.fields())
                .select(FILTERS.key(order))
                .from(USER_)
                .where(slice.offset() == 0 ? asked : FilterStore.page(USER_, USER_.ID, asked, order(order), slice))
                .orderBy(order(order))
                .limit(slice.count())
                .fetch(row -> FILTERS.placed(row, resource(row)));
    }

    private static Condition which(SourceId source, Optional<Filter> filter) {
        return USER_.SOURCE.eq(source.value()).and(filter.map(FILTERS::of).orElse(noCondition()));
    }

    private static List<SortField<?>> order(Optional<Order> order) {
        return Stream.concat(order.stream().map(FILTERS::sorted), Stream.of(USER_.ID.asc()))
                .toList();
    }

    private static Resource resource(Record row) {
        return new Resource(
                ResourceSchema.USER,
                row.get(USER_.ID),
                Json.stored(row.get(USER_.DOCUMENT).data()),
                row.get(USER_.VERSION),
                row.get(USER_.CREATED),
                row.get(USER_.MODIFIED));
    }

    private static String name(Resource user) {
        return ResourceSchema.lower(user.text("userName"));
    }

    private static @Nullable String externalId(Resource user) {
        String id = user.text("externalId");
        return id.isEmpty() ? null : id;
    }

    private static String[] emails(Resource user) {
        return UserFacts.emails(user.content()).stream()
                .map(ResourceSchema::lower)
                .distinct()
                .toArray(String[]::new);
    }
}
