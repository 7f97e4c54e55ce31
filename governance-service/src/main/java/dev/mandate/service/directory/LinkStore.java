package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.LINK;
import static dev.mandate.tables.directory.Tables.SUBJECT;
import static org.jooq.impl.DSL.any;

import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.directory.tables.records.LinkRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Which identities are one subject. */
@Repository
class LinkStore {
    /** The attribute is written into the text, so that the index of the usual one is used. */
    private static final String VALUE = "lower(btrim(attributes ->> {0}))";

    /** Everybody of one source who shares a value with somebody of another one; leavers too. */
    private static final String SHARING = """
            select value, array_agg(id::text order by source, id) as ids, array_agg(source order by source, id) as sources
            from (
                select id, source, %1$s as value from directory.subject where source = any ({1}) and kind = 'person' %2$s
            ) as stated
            where value <> ''
            group by value
            having count(distinct source) > 1
            """;

    private static final String EVERY_VALUE = SHARING.formatted(VALUE, "");
    private static final String VALUES_OF = SHARING.formatted(
            VALUE, "and " + VALUE + " in (select " + VALUE + " from directory.subject where id = any ({2}))");

    private static final String EVER = """
            with recursive one as (
                select unnest(?::uuid[]) as id
                union
                select case when link.identity = one.id then link.subject else link.identity end
                from one join directory.link on link.identity = one.id or link.subject = one.id
            )
            select id::text from one
            """;

    private final DSLContext sql;

    LinkStore(DSLContext sql) {
        this.sql = sql;
    }

    static SubjectId id(UUID id) {
        return SubjectId.of(id.toString());
    }

    /** Ids of other things, an operator's for one, are of nobody here. */
    static UUID[] uuids(Collection<SubjectId> ids) {
        return ids.stream().flatMap(id -> uuid(id).stream()).toArray(UUID[]::new);
    }

    private static Optional<UUID> uuid(SubjectId id) {
        try {
            return Optional.of(UUID.fromString(id.value()));
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
    }

    /** From identity to what it is linked to. */
    Map<SubjectId, SubjectId> inForce() {
        return sql.select(LINK.IDENTITY, LINK.SUBJECT)
                .from(LINK)
                .where(LINK.ENDED.isNull())
                .fetchMap(row -> id(row.value1()), row -> id(row.value2()));
    }

    /** Of what was once linked and is not any more. */
    Set<LinkRule.Link> undone() {
        return sql.select(LINK.IDENTITY, LINK.SUBJECT)
                .from(LINK)
                .where(LINK.ENDED.isNotNull())
                .fetchSet(row -> new LinkRule.Link(id(row.value1()), id(row.value2())));
    }

    /** By value: who has it, where people of several sources do. */
    Map<String, List<LinkRule.Identity>> sharing(LinkRule rule) {
        return sharing(sql.fetch(EVERY_VALUE, DSL.inline(rule.attribute()), sources(rule)));
    }

    /** The same for the values of these. */
    Map<String, List<LinkRule.Identity>> sharing(LinkRule rule, Collection<SubjectId> with) {
        return sharing(sql.fetch(VALUES_OF, DSL.inline(rule.attribute()), sources(rule), DSL.val(uuids(with))));
    }

    private static Field<String[]> sources(LinkRule rule) {
        return DSL.val(rule.sources().stream().map(SourceId::value).toArray(String[]::new));
    }

    private static Map<String, List<LinkRule.Identity>> sharing(Result<Record> rows) {
        Map<String, List<LinkRule.Identity>> sharing = new TreeMap<>();
        rows.forEach(row -> {
            String[] ids = row.get("ids", String[].class);
            String[] sources = row.get("sources", String[].class);
            var identities = new ArrayList<LinkRule.Identity>();
            for (int i = 0; i < ids.length; i++) {
                identities.add(new LinkRule.Identity(SubjectId.of(ids[i]), SourceId.of(sources[i])));
            }
            sharing.put(row.get("value", String.class), identities);
        });
        return sharing;
    }

    /** Everybody of these sources who has one of the values. */
    Set<UUID> having(LinkRule rule, Collection<String> values) {
        return new HashSet<>(sql.fetch(
                        "select id from directory.subject where source = any ({1}) and kind = 'person' and " + VALUE
                                + " in (select lower(btrim(value)) from unnest({2}) as stated (value)) and " + VALUE
                                + " <> ''",
                        DSL.inline(rule.attribute()),
                        sources(rule),
                        DSL.val(values.toArray(String[]::new)))
                .getValues("id", UUID.class));
    }

    /**
     * @param attribute whose equal values are the evidence; null where a person said so
     * @param reason the person's
     */
    void insert(
            Collection<LinkRule.Link> links,
            @Nullable String attribute,
            String actor,
            @Nullable String reason,
            Instant now) {
        sql.execute(
                """
                insert into directory.link (id, identity, subject, attribute, actor, reason, since)
                select id, identity, subject, ?, ?, ?, ?::timestamptz
                from unnest(?::uuid[], ?::uuid[], ?::uuid[]) as link (id, identity, subject)
                """,
                attribute,
                actor,
                reason,
                now,
                links.stream().map(link -> UUID.randomUUID().toString()).toArray(String[]::new),
                links.stream().map(link -> link.identity().value()).toArray(String[]::new),
                links.stream().map(link -> link.to().value()).toArray(String[]::new));
    }

    /** Ends the link of an identity; empty where it has none. */
    Optional<SubjectId> end(SubjectId identity, String actor, String reason, Instant now) {
        return sql.update(LINK)
                .set(LINK.ENDED, now)
                .set(LINK.ENDED_BY, actor)
                .set(LINK.END_REASON, reason)
                .where(LINK.IDENTITY.eq(any(uuids(List.of(identity)))), LINK.ENDED.isNull())
                .returning(LINK.SUBJECT)
                .fetchOptional(LINK.SUBJECT)
                .map(LinkStore::id);
    }

    /** Ends every link from or to any of these. */
    List<LinkRule.Link> endAll(Collection<SubjectId> subjects, String actor, String reason, Instant now) {
        UUID[] ids = uuids(subjects);
        return sql.update(LINK)
                .set(LINK.ENDED, now)
                .set(LINK.ENDED_BY, actor)
                .set(LINK.END_REASON, reason)
                .where(LINK.IDENTITY.eq(any(ids)).or(LINK.SUBJECT.eq(any(ids))), LINK.ENDED.isNull())
                .returning(LINK.IDENTITY, LINK.SUBJECT)
                .fetch(row -> new LinkRule.Link(id(row.getIdentity()), id(row.getSubject())));
    }

    /** Everybody who is, or ever was, linked to any of these, with themselves. */
    Set<SubjectId> ever(Collection<SubjectId> identities) {
        Set<SubjectId> ever = new HashSet<>(identities);
        sql.fetch(EVER, (Object) uuids(identities)).forEach(row -> ever.add(SubjectId.of(row.get(0, String.class))));
        return ever;
    }

    /** The links of these, past ones too, in the order in which they came. */
    List<IdentityApi.Edge> of(Collection<SubjectId> identities) {
        return sql.selectFrom(LINK)
                .where(LINK.IDENTITY.eq(any(uuids(identities))))
                .orderBy(LINK.SINCE, LINK.ID)
                .fetch(LinkStore::edge);
    }

    private static IdentityApi.Edge edge(LinkRecord row) {
        return new IdentityApi.Edge(
                id(row.getIdentity()),
                id(row.getSubject()),
                row.getAttribute(),
                row.getActor(),
                row.getReason(),
                row.getSince(),
                row.getEnded(),
                row.getEndedBy(),
                row.getEndReason());
    }

    /** Begins a new tenure of each of these. */
    void countTenure(Collection<SubjectId> subjects) {
        sql.update(SUBJECT)
                .set(SUBJECT.TENURE, SUBJECT.TENURE.plus(1))
                .where(SUBJECT.ID.eq(any(uuids(subjects))))
                .execute();
    }
}
