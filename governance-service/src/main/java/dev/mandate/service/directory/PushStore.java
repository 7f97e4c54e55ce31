package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.GROUP_;
import static dev.mandate.tables.directory.Tables.GROUP_GROUP;
import static dev.mandate.tables.directory.Tables.GROUP_SUBJECT;
import static dev.mandate.tables.directory.Tables.SOURCE;
import static dev.mandate.tables.directory.Tables.SUBJECT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.val;

import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.springframework.stereotype.Repository;

/** People and groups as they are pushed, one by one. The ids of a person's two rows are the same. */
@Repository
class PushStore {
    /** Held shared by each push, exclusively by whoever wants to read one revision. */
    static final long LOCK = 0x6469726563746f72L;

    private final DSLContext sql;

    PushStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The source was just heard of, and is there from now on. */
    void heard(SourceId source, Instant now) {
        sql.insertInto(SOURCE)
                .set(SOURCE.ID, source.value())
                .set(SOURCE.ATTEMPTED, now)
                .set(SOURCE.ACCEPTED, now)
                .onConflict(SOURCE.ID)
                .doUpdate()
                .set(SOURCE.ATTEMPTED, greatest(SOURCE.ATTEMPTED, val(now)))
                .set(SOURCE.ACCEPTED, greatest(SOURCE.ACCEPTED, val(now)))
                .execute();
    }

    /**
     * Counts a push without waiting for other pushes, after whatever waits for a group and before the transaction ends. It
     * waits for whoever reads one revision, and is not seen by them.
     */
    void count(SourceId source) {
        sql.execute(
                "insert into directory.revision_step (source) select ? from pg_advisory_xact_lock_shared(?)",
                source.value(),
                LOCK);
    }

    /** Counts what was pushed until now into the revision, which stays what it is. */
    void settle() {
        sql.execute("""
                with counted as (delete from directory.revision_step returning source)
                update directory.revision set value = value + (select count(*) from counted)
                where exists (select from directory.revision_step)
                """);
    }

    void addPerson(SourceId source, UUID id, SourcePerson stated) {
        sql.insertInto(SUBJECT)
                .set(SUBJECT.ID, id)
                .set(SUBJECT.SOURCE, source.value())
                .set(SUBJECT.EXTERNAL_ID, id.toString())
                .set(SUBJECT.KIND, stated.nature().kind().word())
                .set(SUBJECT.OWNER, stated.nature().owner())
                .set(SUBJECT.STATE, stated.state().word())
                .set(SUBJECT.TENURE, 1)
                .set(SUBJECT.MISSING, false)
                .set(SUBJECT.ATTRIBUTES, JSONB.valueOf(AttributesJson.write(stated.attributes())))
                .execute();
    }

    void endPerson(UUID id) {
        sql.update(SUBJECT)
                .set(SUBJECT.STATE, SubjectState.LEFT.word())
                .where(SUBJECT.ID.eq(id))
                .execute();
    }

    /** Takes somebody out of every group. */
    void leaveGroups(UUID id) {
        sql.deleteFrom(GROUP_SUBJECT).where(GROUP_SUBJECT.SUBJECT_ID.eq(id)).execute();
    }

    void putGroup(SourceId source, UUID id, String name) {
        sql.insertInto(GROUP_)
                .set(GROUP_.ID, groupId(source, id).value())
                .set(GROUP_.SOURCE, source.value())
                .set(GROUP_.EXTERNAL_ID, id.toString())
                .set(GROUP_.NAME, name)
                .set(GROUP_.FOREIGN_MEMBERS, 0)
                .onConflict(GROUP_.ID)
                .doUpdate()
                .set(GROUP_.NAME, name)
                .execute();
    }

    void endGroup(GroupId group, Instant now) {
        sql.update(GROUP_)
                .set(GROUP_.GONE, now)
                .where(GROUP_.ID.eq(group.value()))
                .execute();
    }

    /** Takes a group out of the groups that it is in. */
    void leaveGroups(GroupId group) {
        sql.deleteFrom(GROUP_GROUP)
                .where(GROUP_GROUP.MEMBER_ID.eq(group.value()))
                .execute();
    }

    /** One at a time changes the members of these; others may go on reading them. */
    void lock(Collection<GroupId> groups) {
        sql.select(GROUP_.ID)
                .from(GROUP_)
                .where(GROUP_.ID.eq(
                        any(groups.stream().map(GroupId::value).sorted().toArray(String[]::new))))
                .orderBy(GROUP_.ID)
                .forNoKeyUpdate()
                .fetch();
    }

    /** Nobody else changes anything of it, be it members or that it is there. */
    void lock(GroupId group) {
        sql.select(GROUP_.ID)
                .from(GROUP_)
                .where(GROUP_.ID.eq(group.value()))
                .forUpdate()
                .fetch();
    }

    void hold(GroupId group) {
        sql.select(GROUP_.ID)
                .from(GROUP_)
                .where(GROUP_.ID.eq(group.value()))
                .forKeyShare()
                .fetch();
    }

    /** How many people are there, whatever their state but left, and how many groups. */
    SourceOutcome.Pushed standing(SourceId source) {
        return sql.select(
                        field(selectCount()
                                .from(SUBJECT)
                                .where(SUBJECT.SOURCE.eq(source.value()), SUBJECT.STATE.ne(SubjectState.LEFT.word()))),
                        field(selectCount().from(GROUP_).where(GROUP_.SOURCE.eq(source.value()), GROUP_.GONE.isNull())))
                .fetchSingle(row -> new SourceOutcome.Pushed(source, row.value1(), row.value2()));
    }

    static GroupId groupId(SourceId source, UUID id) {
        return DirectoryStore.groupId(source, id.toString());
    }
}
