package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.QUARANTINE;
import static dev.mandate.tables.directory.Tables.SOURCE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;

import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** When sources were read, and which reading waits to be released. */
@Repository
class QuarantineStore {
    private final DSLContext sql;

    QuarantineStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * Makes sure the source has a row, and locks it: one refresh of a source at a time.
     *
     * @return when a reading or a part was last taken over
     */
    Optional<Instant> attempted(SourceId source, Instant now) {
        return sql.insertInto(SOURCE)
                .set(SOURCE.ID, source.value())
                .set(SOURCE.ATTEMPTED, now)
                .onConflict(SOURCE.ID)
                .doUpdate()
                .set(SOURCE.ATTEMPTED, now)
                .returningResult(greatest(SOURCE.ACCEPTED, SOURCE.PART_TAKEN))
                .fetchOptional(row -> row.value1());
    }

    void failed(SourceId source, SourceException failure) {
        sql.update(SOURCE)
                .set(SOURCE.ERROR_CODE, failure.code().code())
                .set(SOURCE.ERROR, failure.sentence())
                .where(SOURCE.ID.eq(source.value()))
                .execute();
    }

    void readCompletely(SourceId source, List<Finding> remarks) {
        JSONB now = JSONB.valueOf(FindingsJson.write(remarks));
        sql.update(SOURCE)
                .setNull(SOURCE.ERROR_CODE)
                .setNull(SOURCE.ERROR)
                .set(SOURCE.REMARKS, now)
                .where(
                        SOURCE.ID.eq(source.value()),
                        SOURCE.ERROR_CODE.isNotNull().or(SOURCE.REMARKS.ne(now)))
                .execute();
    }

    void accepted(SourceId source, Instant now) {
        sql.update(SOURCE)
                .set(SOURCE.ACCEPTED, now)
                .where(SOURCE.ID.eq(source.value()))
                .execute();
    }

    void partTaken(SourceId source, Instant now) {
        sql.update(SOURCE)
                .set(SOURCE.PART_TAKEN, now)
                .where(SOURCE.ID.eq(source.value()))
                .execute();
    }

    /** Up to where the source's changes are taken over. */
    Optional<String> cookie(SourceId source) {
        return sql.select(SOURCE.COOKIE)
                .from(SOURCE)
                .where(SOURCE.ID.eq(source.value()))
                .fetchOptional(SOURCE.COOKIE);
    }

    void cookie(SourceId source, String cookie) {
        sql.update(SOURCE)
                .set(SOURCE.COOKIE, cookie)
                .where(SOURCE.ID.eq(source.value()))
                .execute();
    }

    /** Remembers why a source does not tell of its changes; null when it does. Says whether that is news. */
    boolean untold(SourceId source, @Nullable String why, Instant now) {
        return sql.insertInto(SOURCE)
                        .set(SOURCE.ID, source.value())
                        .set(SOURCE.ATTEMPTED, now)
                        .set(SOURCE.UNTOLD, why)
                        .onConflict(SOURCE.ID)
                        .doUpdate()
                        .set(SOURCE.UNTOLD, why)
                        .where(SOURCE.UNTOLD.isDistinctFrom(why))
                        .execute()
                > 0;
    }

    boolean isWaiting(SourceId source) {
        return sql.fetchExists(QUARANTINE, QUARANTINE.SOURCE.eq(source.value()));
    }

    /** Nothing waits any more, and a release that was given is spent. */
    void clear(SourceId source) {
        sql.deleteFrom(QUARANTINE).where(QUARANTINE.SOURCE.eq(source.value())).execute();
    }

    /**
     * How the last reads of every source ended, also of those that nobody reads any more. Of several pushes that wait the first that
     * nobody released is named, with the findings of all.
     */
    List<SourceStanding> standings() {
        Map<SourceId, SourceStanding> standings = new LinkedHashMap<>();
        rows().forEach(one -> standings.merge(one.source(), one, SourceStanding::and));
        return List.copyOf(standings.values());
    }

    private List<SourceStanding> rows() {
        return sql.select(
                        SOURCE.ID,
                        SOURCE.ATTEMPTED,
                        SOURCE.ACCEPTED,
                        SOURCE.ERROR_CODE,
                        SOURCE.ERROR,
                        SOURCE.REMARKS,
                        SOURCE.UNTOLD,
                        QUARANTINE.HASH,
                        QUARANTINE.FINDINGS,
                        QUARANTINE.RELEASED_BY)
                .from(SOURCE)
                .leftJoin(QUARANTINE)
                .on(QUARANTINE.SOURCE.eq(SOURCE.ID))
                .orderBy(SOURCE.ID, field(QUARANTINE.RELEASED.isNotNull()), QUARANTINE.SINCE, QUARANTINE.HASH)
                .fetch(row -> new SourceStanding(
                        SourceId.of(row.get(SOURCE.ID)),
                        row.get(SOURCE.ATTEMPTED),
                        row.get(SOURCE.ACCEPTED),
                        row.get(SOURCE.ERROR_CODE),
                        row.get(SOURCE.ERROR),
                        row.get(QUARANTINE.HASH) == null ? null : HexFormat.of().formatHex(row.get(QUARANTINE.HASH)),
                        row.get(QUARANTINE.FINDINGS) == null
                                ? List.of()
                                : FindingsJson.read(row.get(QUARANTINE.FINDINGS).data()),
                        row.get(QUARANTINE.RELEASED_BY),
                        FindingsJson.read(row.get(SOURCE.REMARKS).data()),
                        row.get(SOURCE.UNTOLD)));
    }

    /** Says whether exactly this was released, and nobody gains by it who did not when it was. */
    boolean released(SourceId source, String hash, Set<UUID> gains, Instant since) {
        return sql.fetchExists(
                QUARANTINE,
                QUARANTINE.SOURCE.eq(source.value()),
                QUARANTINE.HASH.eq(bytes(hash)),
                QUARANTINE.GAINS.eq(Gains.sorted(gains)),
                QUARANTINE.RELEASED.gt(since));
    }

    /** A push about this group or user was taken over: one that was refused is overtaken. */
    void clear(SourceId source, String about) {
        sql.deleteFrom(QUARANTINE)
                .where(QUARANTINE.SOURCE.eq(source.value()), QUARANTINE.ABOUT.eq(about))
                .execute();
    }

    /** Keeps the reading that waits; says whether it is another one than before. */
    boolean put(SourceId source, String hash, List<Finding> findings, Set<UUID> gains, Instant now) {
        return put(source, hash, findings, gains, null, now);
    }

    /** @param about the group or user that a push is about; null for a reading */
    boolean put(
            SourceId source,
            String hash,
            List<Finding> findings,
            Set<UUID> gains,
            @Nullable String about,
            Instant now) {
        UUID[] sorted = Gains.sorted(gains);
        return sql.insertInto(QUARANTINE)
                        .set(QUARANTINE.SOURCE, source.value())
                        .set(QUARANTINE.HASH, bytes(hash))
                        .set(QUARANTINE.FINDINGS, JSONB.valueOf(FindingsJson.write(findings)))
                        .set(QUARANTINE.SINCE, now)
                        .set(QUARANTINE.ABOUT, about)
                        .set(QUARANTINE.GAINS, sorted)
                        .onConflict(QUARANTINE.SOURCE, QUARANTINE.ABOUT)
                        .doUpdate()
                        .set(QUARANTINE.HASH, bytes(hash))
                        .set(QUARANTINE.FINDINGS, JSONB.valueOf(FindingsJson.write(findings)))
                        .set(QUARANTINE.SINCE, now)
                        .set(QUARANTINE.GAINS, sorted)
                        .setNull(QUARANTINE.RELEASED)
                        .setNull(QUARANTINE.RELEASED_BY)
                        .setNull(QUARANTINE.REASON)
                        .where(QUARANTINE.HASH.ne(bytes(hash)).or(QUARANTINE.GAINS.isDistinctFrom(sorted)))
                        .execute()
                > 0;
    }

    /**
     * Who gains by what waits, which nobody changes before this transaction ends.
     *
     * @return empty where it does not wait, or nobody has looked who gains
     */
    Optional<Set<UUID>> gains(SourceId source, String hash) {
        return sql.select(QUARANTINE.GAINS)
                .from(QUARANTINE)
                .where(QUARANTINE.SOURCE.eq(source.value()), QUARANTINE.HASH.eq(bytes(hash)))
                .forUpdate()
                .fetchOptional(QUARANTINE.GAINS)
                .map(gains -> Set.of(gains));
    }

    /** Says whether this reading waits and no release of it is in force. */
    boolean release(SourceId source, String hash, String by, String reason, Instant since, Instant now) {
        return sql.update(QUARANTINE)
                        .set(QUARANTINE.RELEASED, now)
                        .set(QUARANTINE.RELEASED_BY, by)
                        .set(QUARANTINE.REASON, reason)
                        .where(
                                QUARANTINE.SOURCE.eq(source.value()),
                                QUARANTINE.HASH.eq(bytes(hash)),
                                QUARANTINE.RELEASED.isNull().or(QUARANTINE.RELEASED.le(since)))
                        .execute()
                > 0;
    }

    private static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }
}
