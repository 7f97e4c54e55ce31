package dev.mandate.service.directory;

import static dev.mandate.tables.directory.Tables.QUARANTINE;
import static dev.mandate.tables.directory.Tables.SOURCE;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.springframework.stereotype.Repository;

/** When sources were read, and which reading waits to be released. */
@Repository
class QuarantineStore {
    private final DSLContext sql;

    QuarantineStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Makes sure the source has a row, and locks it: one refresh of a source at a time. */
    void attempted(SourceId source, Instant now) {
        sql.insertInto(SOURCE)
                .set(SOURCE.ID, source.value())
                .set(SOURCE.ATTEMPTED, now)
                .onConflict(SOURCE.ID)
                .doUpdate()
                .set(SOURCE.ATTEMPTED, now)
                .execute();
    }

    void failed(SourceId source, String code, String message, Instant now) {
        attempted(source, now);
        sql.update(SOURCE)
                .set(SOURCE.ERROR_CODE, code)
                .set(SOURCE.ERROR, message)
                .where(SOURCE.ID.eq(source.value()))
                .execute();
    }

    void accepted(SourceId source, Instant now) {
        sql.update(SOURCE)
                .set(SOURCE.ACCEPTED, now)
                .setNull(SOURCE.ERROR_CODE)
                .setNull(SOURCE.ERROR)
                .where(SOURCE.ID.eq(source.value()))
                .execute();
        sql.deleteFrom(QUARANTINE).where(QUARANTINE.SOURCE.eq(source.value())).execute();
    }

    Map<SourceId, Instant> acceptedAt() {
        return sql.select(SOURCE.ID, SOURCE.ACCEPTED)
                .from(SOURCE)
                .where(SOURCE.ACCEPTED.isNotNull())
                .fetchMap(row -> SourceId.of(row.value1()), row -> row.value2());
    }

    boolean released(SourceId source, String hash) {
        return sql.fetchExists(
                QUARANTINE,
                QUARANTINE.SOURCE.eq(source.value()),
                QUARANTINE.HASH.eq(bytes(hash)),
                QUARANTINE.RELEASED.isNotNull());
    }

    /** Keeps the reading that waits; says whether it is another one than before. */
    boolean put(SourceId source, String hash, List<Finding> findings, Instant now) {
        return sql.insertInto(QUARANTINE)
                        .set(QUARANTINE.SOURCE, source.value())
                        .set(QUARANTINE.HASH, bytes(hash))
                        .set(QUARANTINE.FINDINGS, json(findings))
                        .set(QUARANTINE.SINCE, now)
                        .onConflict(QUARANTINE.SOURCE)
                        .doUpdate()
                        .set(QUARANTINE.HASH, bytes(hash))
                        .set(QUARANTINE.FINDINGS, json(findings))
                        .set(QUARANTINE.SINCE, now)
                        .setNull(QUARANTINE.RELEASED)
                        .setNull(QUARANTINE.RELEASED_BY)
                        .setNull(QUARANTINE.REASON)
                        .where(QUARANTINE.HASH.ne(bytes(hash)))
                        .execute()
                > 0;
    }

    boolean release(SourceId source, String hash, String by, String reason, Instant now) {
        return sql.update(QUARANTINE)
                        .set(QUARANTINE.RELEASED, now)
                        .set(QUARANTINE.RELEASED_BY, by)
                        .set(QUARANTINE.REASON, reason)
                        .where(QUARANTINE.SOURCE.eq(source.value()), QUARANTINE.HASH.eq(bytes(hash)))
                        .execute()
                > 0;
    }

    private static JSONB json(List<Finding> findings) {
        return JSONB.valueOf(CanonicalJson.text(JsonValue.array(findings.stream()
                .map(finding -> JsonValue.object(Map.of(
                        "code", JsonValue.text(finding.code().code()),
                        "about", JsonValue.text(finding.about()),
                        "message", JsonValue.text(finding.message()))))
                .toList())));
    }

    private static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }
}
