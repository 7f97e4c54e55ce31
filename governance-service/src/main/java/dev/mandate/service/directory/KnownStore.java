package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.GROUP_;
import static dev.mandate.tables.directory.Tables.GROUP_GROUP;
import static dev.mandate.tables.directory.Tables.GROUP_SUBJECT;
import static dev.mandate.tables.directory.Tables.SUBJECT;
import static org.jooq.impl.DSL.any;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** What is stored of a source, to compare a reading with. */
@Repository
class KnownStore {
    private static final int FETCH = 5000;

    private final DSLContext sql;

    KnownStore(DSLContext sql) {
        this.sql = sql;
    }

    KnownSource all(SourceId source) {
        Map<UUID, String> names = new HashMap<>();
        Map<String, KnownPerson> people = people(SUBJECT.SOURCE.eq(source.value()), names);
        return new KnownSource(people, groups(source, GROUP_.SOURCE.eq(source.value()), names));
    }

    /** Only these people and groups; their members are complete. */
    KnownSource some(SourceId source, Collection<String> ids) {
        String[] wanted = ids.toArray(String[]::new);
        Condition these = GROUP_.SOURCE.eq(source.value()).and(GROUP_.EXTERNAL_ID.eq(any(wanted)));
        Map<String, KnownPerson> people =
                people(SUBJECT.SOURCE.eq(source.value()).and(SUBJECT.EXTERNAL_ID.eq(any(wanted))), new HashMap<>());
        return new KnownSource(people, groups(source, these, names(these)));
    }

    Optional<KnownPerson> person(SourceId source, String id) {
        Condition wanted = SUBJECT.SOURCE.eq(source.value()).and(SUBJECT.EXTERNAL_ID.eq(id));
        return Optional.ofNullable(people(wanted, new HashMap<>()).get(id));
    }

    private Map<String, KnownPerson> people(Condition which, Map<UUID, String> names) {
        Map<String, KnownPerson> people = new HashMap<>();
        sql.selectFrom(SUBJECT).where(which).fetchSize(FETCH).forEach(row -> {
            names.put(row.getId(), row.getExternalId());
            people.put(
                    row.getExternalId(),
                    new KnownPerson(
                            row.getId(),
                            row.getExternalId(),
                            new Nature(SubjectKind.ofWord(row.getKind()), row.getOwner()),
                            SubjectState.ofWord(row.getState()),
                            row.getTenure(),
                            row.getMissing(),
                            AttributesJson.read(row.getAttributes().data())));
        });
        return people;
    }

    private Map<UUID, String> names(Condition groups) {
        return sql.select(SUBJECT.ID, SUBJECT.EXTERNAL_ID)
                .distinctOn(SUBJECT.ID)
                .from(GROUP_)
                .join(GROUP_SUBJECT)
                .on(GROUP_SUBJECT.GROUP_ID.eq(GROUP_.ID))
                .join(SUBJECT)
                .on(SUBJECT.ID.eq(GROUP_SUBJECT.SUBJECT_ID))
                .where(groups)
                .fetchMap(SUBJECT.ID, SUBJECT.EXTERNAL_ID);
    }

    private Map<String, SourceGroup> groups(SourceId source, Condition which, Map<UUID, String> names) {
        Map<String, Set<String>> members = members(which, names);
        Map<String, Set<String>> nested = nested(source, which);
        Map<String, SourceGroup> groups = new HashMap<>();
        sql.selectFrom(GROUP_)
                .where(which, GROUP_.GONE.isNull())
                .forEach(row -> groups.put(
                        row.getExternalId(),
                        new SourceGroup(
                                row.getExternalId(),
                                row.getName(),
                                members.getOrDefault(row.getId(), Set.of()),
                                nested.getOrDefault(row.getId(), Set.of()),
                                row.getForeignMembers())));
        return groups;
    }

    private Map<String, Set<String>> members(Condition which, Map<UUID, String> names) {
        Map<String, Set<String>> members = new HashMap<>();
        sql.select(GROUP_SUBJECT.GROUP_ID, DSL.field(PackedIds.OF_ROWS, byte[].class, GROUP_SUBJECT.SUBJECT_ID))
                .from(GROUP_SUBJECT)
                .join(GROUP_)
                .on(GROUP_.ID.eq(GROUP_SUBJECT.GROUP_ID))
                .where(which)
                .groupBy(GROUP_SUBJECT.GROUP_ID)
                .fetchSize(FETCH)
                .forEach(row -> members.put(row.value1(), PackedIds.unpack(row.value2(), names)));
        return members;
    }

    private Map<String, Set<String>> nested(SourceId source, Condition which) {
        int prefix = (source + ":").length();
        Map<String, Set<String>> nested = new HashMap<>();
        sql.select(GROUP_GROUP.GROUP_ID, GROUP_GROUP.MEMBER_ID)
                .from(GROUP_GROUP)
                .join(GROUP_)
                .on(GROUP_.ID.eq(GROUP_GROUP.GROUP_ID))
                .where(which)
                .forEach(row -> nested.computeIfAbsent(row.value1(), id -> new HashSet<>())
                        .add(row.value2().substring(prefix)));
        return nested;
    }
}
