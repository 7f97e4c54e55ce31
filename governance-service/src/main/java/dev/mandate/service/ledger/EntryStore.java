package dev.mandate.service.ledger;

import static dev.mandate.tables.ledger.Tables.ENTRY;
import static dev.mandate.tables.ledger.Tables.ERASURE;
import static dev.mandate.tables.ledger.Tables.LEAF;
import static dev.mandate.tables.ledger.Tables.PENDING;
import static dev.mandate.tables.ledger.Tables.PERSONAL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.LedgerEntry;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.ledger.LedgerReader.PersonalValue;
import dev.mandate.service.ledger.LedgerReader.SequencedEntry;
import dev.mandate.tables.ledger.Routines;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.springframework.stereotype.Component;

/** Entries, and the personal values that they commit to. An entry is written once and never changed. */
@Component
final class EntryStore {
    /** A statement may have 65,535 values bound to it. */
    private static final int PER_STATEMENT = 1_000;

    private final DSLContext database;

    EntryStore(DSLContext database) {
        this.database = database;
    }

    /** Writes entries and queues them for the tree. */
    void append(List<LedgerEntry> entries) {
        try {
            for (int from = 0; from < entries.size(); from += PER_STATEMENT) {
                write(entries.subList(from, Math.min(entries.size(), from + PER_STATEMENT)));
            }
        } catch (DataAccessException e) {
            throw LedgerUnavailable.notWritten(e);
        }
    }

    /** Row by row, because jOOQ spells an array of byte strings out as text, octet by octet. */
    private void write(List<LedgerEntry> entries) {
        var rows = entries.stream()
                .map(entry -> row(entry.id().value(), entry.bytes()))
                .toList();
        var written = name("written")
                .as(database.insertInto(ENTRY, ENTRY.ID, ENTRY.CANONICAL)
                        .valuesOfRows(rows)
                        .returning(ENTRY.ID));
        database.with(written)
                .insertInto(PENDING, PENDING.ID)
                .select(select(written.field(ENTRY.ID)).from(written))
                .execute();
    }

    /** Makes the partitions for the month of {@code instant} and the {@code months} after it. */
    void makePartitions(Instant instant, int months) {
        Routines.makePartitions(database.configuration(), instant, months);
    }

    /**
     * Entries that have their index, from {@code from} up to before {@code to}.
     *
     * @param mentioning only entries with this in their text come with their text; empty for all
     */
    List<SequencedEntry> entries(long from, long to, String mentioning) {
        var text = mentioning.isEmpty()
                ? ENTRY.CANONICAL
                : when(
                        field("position({0} in {1})", Integer.class, mentioning.getBytes(UTF_8), ENTRY.CANONICAL)
                                .gt(0),
                        ENTRY.CANONICAL);
        return database.select(LEAF.INDEX, LEAF.LEAF_HASH, text)
                .from(LEAF)
                .join(ENTRY)
                .on(ENTRY.ID.eq(LEAF.ENTRY_ID))
                .where(LEAF.INDEX.ge(from), LEAF.INDEX.lt(to))
                .orderBy(LEAF.INDEX)
                .fetch(row -> new SequencedEntry(
                        row.value1(),
                        Sha256.of(row.value2()),
                        Optional.ofNullable(row.value3()).map(bytes -> new String(bytes, UTF_8))));
    }

    /** How often personal values were erased. */
    long erasureRevision() {
        return database.select(coalesce(max(ERASURE.REVISION), 0L))
                .from(ERASURE)
                .fetchSingle()
                .value1();
    }

    void keep(Commitment commitment, byte[] salt, String value) {
        database.insertInto(PERSONAL)
                .set(PERSONAL.COMMITMENT, commitment.digest().toBytes())
                .set(PERSONAL.SALT, salt)
                .set(PERSONAL.VALUE, value)
                .execute();
    }

    /** Those of the values that were not erased. */
    Map<Commitment, PersonalValue> personal(Collection<Commitment> commitments) {
        return database.selectFrom(PERSONAL)
                .where(PERSONAL.COMMITMENT.eq(any(digests(commitments))))
                .fetchMap(
                        row -> new Commitment(Sha256.of(row.getCommitment())),
                        row -> new PersonalValue(HexFormat.of().formatHex(row.getSalt()), row.getValue()));
    }

    /** Removes values with their salts; returns how many were there. */
    long erase(Collection<Commitment> commitments) {
        return Routines.erase(database.configuration(), digests(commitments));
    }

    private static byte[][] digests(Collection<Commitment> commitments) {
        return commitments.stream()
                .map(commitment -> commitment.digest().toBytes())
                .toArray(byte[][]::new);
    }
}
