package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.GROUP_;
import static dev.mandate.tables.directory.Tables.REVISION;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
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
import org.springframework.stereotype.Repository;

/** Looks up names and ids in the schema {@code directory}, as arrays; names compare after NFC. */
@Repository
class NameStore {
    private final DSLContext sql;

    NameStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Until the transaction ends no reading is taken over, so that all answers are of one revision. */
    void holdRevision() {
        sql.selectFrom(REVISION).forShare().fetchSingle();
    }

    /** Likewise nothing that is pushed; see {@link PushStore#count}. */
    void holdPushes() {
        sql.fetch("select pg_advisory_xact_lock(?)", PushStore.LOCK);
    }

    Map<GroupRef, Set<GroupId>> groups(Collection<GroupRef> named) {
        var found = new HashMap<GroupRef, Set<GroupId>>();
        sql.resultQuery("""
                        select wanted.source, wanted.name, found.id
                        from unnest(?::text[], ?::text[]) as wanted (source, name)
                        join directory.group_ as found
                        on found.source = wanted.source and normalize(found.name) = wanted.name
                        where found.gone is null
                        """, texts(named, group -> group.source().value()), texts(named, GroupRef::name))
                .forEach(row -> found.computeIfAbsent(
                                new GroupRef(SourceId.of(row.get(0, String.class)), row.get(1, String.class), false),
                                ref -> new HashSet<>())
                        .add(GroupId.of(row.get(2, String.class))));
        return found;
    }

    Set<GroupId> existing(Collection<GroupId> ids) {
        return new HashSet<>(sql.select(GROUP_.ID)
                .from(GROUP_)
                .where(GROUP_.GONE.isNull(), GROUP_.ID.eq(DSL.any(texts(ids, GroupId::value))))
                .fetch(row -> GroupId.of(row.value1())));
    }

    Map<SubjectRef, Set<Stay>> subjects(Collection<SubjectRef> named) {
        var found = new HashMap<SubjectRef, Set<Stay>>();
        sql.resultQuery("""
                        select wanted.source, wanted.name, found.id, found.tenure
                        from unnest(?::text[], ?::text[]) as wanted (source, name)
                        join directory.subject as found
                        on found.source = wanted.source and normalize(found.attributes ->> 'username') = wanted.name
                        where found.state <> 'left'
                        """, texts(named, subject -> subject.source().value()), texts(named, SubjectRef::username))
                .forEach(row -> found.computeIfAbsent(
                                new SubjectRef(SourceId.of(row.get(0, String.class)), row.get(1, String.class)),
                                ref -> new HashSet<>())
                        .add(new Stay(SubjectId.of(row.get(2, UUID.class).toString()), row.get(3, Integer.class))));
        return found;
    }

    /** Written {@code source/name}. */
    List<String> names(PartyRef like) {
        String query = switch (like) {
            case GroupRef ignored ->
                "select source || '/' || name from directory.group_ where source = ? and gone is null";
            case SubjectRef ignored -> """
                    select source || '/' || (attributes ->> 'username') from directory.subject
                    where source = ? and state <> 'left' and attributes ->> 'username' is not null
                    """;
        };
        return sql.resultQuery(query, like.source().value()).fetch(0, String.class);
    }

    private static <T> String[] texts(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
