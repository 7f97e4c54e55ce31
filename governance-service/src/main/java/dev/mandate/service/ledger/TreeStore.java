package dev.mandate.service.ledger;

import static dev.mandate.tables.ledger.Tables.CHECKPOINT;
import static dev.mandate.tables.ledger.Tables.ENTRY;
import static dev.mandate.tables.ledger.Tables.EPOCH;
import static dev.mandate.tables.ledger.Tables.LEAF;
import static dev.mandate.tables.ledger.Tables.PENDING;
import static dev.mandate.tables.ledger.Tables.TILE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.TileId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.springframework.stereotype.Component;

/** The tree and its checkpoints. Rows are only added; what an older epoch tries to add is not. */
@Component
final class TreeStore {
    /** All sequencers of one database take this advisory lock; the bytes are "mandate". */
    private static final long SEQUENCER_LOCK = 0x6d616e64617465L;

    private final DSLContext database;

    TreeStore(DSLContext database) {
        this.database = database;
    }

    /** Whether this transaction is now the only one that may extend tree and checkpoints. */
    boolean lock() {
        return database.select(field("pg_try_advisory_xact_lock({0})", Boolean.class, inline(SEQUENCER_LOCK)))
                .fetchSingle()
                .value1();
    }

    /** The latest epoch, 0 before the first. */
    long epoch() {
        return database.select(latestEpoch()).fetchSingle().value1();
    }

    void takeEpoch(long epoch, String holder, Instant now) {
        database.insertInto(EPOCH)
                .set(EPOCH.EPOCH_, epoch)
                .set(EPOCH.HOLDER, holder)
                .set(EPOCH.TAKEN, now)
                .execute();
    }

    /** How many leaves the tree has. */
    long size() {
        return database.select(coalesce(max(LEAF.INDEX).plus(1), 0L))
                .from(LEAF)
                .fetchSingle()
                .value1();
    }

    /** How many entries wait for their index. */
    long pending() {
        return database.fetchCount(PENDING);
    }

    /**
     * Gives the next entries of the queue their indexes from {@code size} on, in the order of their ids. An entry that
     * is queued but missing makes this fail, for its leaf has no hash.
     *
     * @return the new leaf hashes in order; none if {@code epoch} is over
     */
    List<Sha256> sequence(long size, long epoch, int limit) {
        var taken = name("taken")
                .as(database.deleteFrom(PENDING)
                        .where(isCurrent(epoch))
                        .and(PENDING.ID.in(select(PENDING.ID)
                                .from(PENDING)
                                .orderBy(PENDING.ID)
                                .limit(limit)))
                        .returning(PENDING.ID));
        var id = taken.field(PENDING.ID);
        Field<Long> index = rowNumber().over().orderBy(id).cast(Long.class).plus(size - 1);
        var leafHash = field("sha256('\\x00'::bytea || {0})", byte[].class, ENTRY.CANONICAL);
        return database.with(taken)
                .insertInto(LEAF, LEAF.INDEX, LEAF.ENTRY_ID, LEAF.LEAF_HASH, LEAF.EPOCH)
                .select(select(index, id, leafHash, val(epoch))
                        .from(taken)
                        .leftJoin(ENTRY)
                        .on(ENTRY.ID.eq(id)))
                .returning(LEAF.INDEX, LEAF.LEAF_HASH)
                .fetch()
                .sortAsc(LEAF.INDEX)
                .map(leaf -> Sha256.of(leaf.getLeafHash()));
    }

    void addTiles(Map<TileId, Sha256> roots) {
        database.insertInto(TILE, TILE.LEVEL, TILE.INDEX, TILE.ROOT)
                .valuesOfRows(roots.entrySet().stream()
                        .map(tile -> row(
                                (short) tile.getKey().level(),
                                tile.getKey().index(),
                                tile.getValue().toBytes()))
                        .toList())
                .execute();
    }

    /** Leaf hashes from {@code from} on. */
    List<Sha256> leafHashes(long from, int count) {
        return database.select(LEAF.LEAF_HASH)
                .from(LEAF)
                .where(LEAF.INDEX.ge(from), LEAF.INDEX.lt(from + count))
                .orderBy(LEAF.INDEX)
                .fetch(row -> Sha256.of(row.value1()));
    }

    /** Roots of full tiles from {@code from} on. */
    List<Sha256> tileRoots(int level, long from, int count) {
        return database.select(TILE.ROOT)
                .from(TILE)
                .where(TILE.LEVEL.eq((short) level), TILE.INDEX.ge(from), TILE.INDEX.lt(from + count))
                .orderBy(TILE.INDEX)
                .fetch(row -> Sha256.of(row.value1()));
    }

    /**
     * Adds a checkpoint after {@code previous}.
     *
     * @return false if {@code epoch} is over
     */
    boolean add(Checkpoint checkpoint, SignedNote note, Optional<Long> previous, long epoch, Instant now) {
        return database.insertInto(
                                CHECKPOINT,
                                CHECKPOINT.SIZE,
                                CHECKPOINT.PREVIOUS_SIZE,
                                CHECKPOINT.ROOT,
                                CHECKPOINT.ORIGIN,
                                CHECKPOINT.NOTE,
                                CHECKPOINT.EPOCH,
                                CHECKPOINT.CREATED)
                        .select(select(
                                        val(checkpoint.size()),
                                        val(previous.orElse(null), CHECKPOINT.PREVIOUS_SIZE),
                                        val(checkpoint.root().toBytes()),
                                        val(checkpoint.origin()),
                                        val(note.format()),
                                        val(epoch),
                                        val(now))
                                .where(isCurrent(epoch)))
                        .execute()
                == 1;
    }

    /** Checkpoints of more than {@code size} leaves, the smallest first. */
    List<SignedNote> checkpointsAfter(long size) {
        return database.select(CHECKPOINT.NOTE)
                .from(CHECKPOINT)
                .where(CHECKPOINT.SIZE.gt(size))
                .orderBy(CHECKPOINT.SIZE)
                .fetch(row -> SignedNote.parse(row.value1()));
    }

    Optional<SignedNote> latestCheckpoint() {
        return database.select(CHECKPOINT.NOTE)
                .from(CHECKPOINT)
                .orderBy(CHECKPOINT.SIZE.desc())
                .limit(1)
                .fetchOptional(row -> SignedNote.parse(row.value1()));
    }

    Optional<SignedNote> checkpoint(long size) {
        return database.select(CHECKPOINT.NOTE)
                .from(CHECKPOINT)
                .where(CHECKPOINT.SIZE.eq(size))
                .fetchOptional(row -> SignedNote.parse(row.value1()));
    }

    /** When the checkpoint of exactly {@code size} leaves was signed. */
    Optional<Instant> signed(long size) {
        return database.select(CHECKPOINT.CREATED)
                .from(CHECKPOINT)
                .where(CHECKPOINT.SIZE.eq(size))
                .fetchOptional(row -> row.value1());
    }

    /** The lowest index, and the one after the highest, of the leaves whose ids lie in [from, to); empty if none does. */
    Optional<LedgerReader.Range> range(UUID from, UUID to, long size) {
        var indexes = database.select(min(LEAF.INDEX), max(LEAF.INDEX))
                .from(LEAF)
                .where(LEAF.ENTRY_ID.ge(from), LEAF.ENTRY_ID.lt(to), LEAF.INDEX.lt(size))
                .fetchSingle();
        return Optional.ofNullable(indexes.value1())
                .map(lowest -> new LedgerReader.Range(lowest, indexes.value2() + 1));
    }

    private static Condition isCurrent(long epoch) {
        return latestEpoch().eq(epoch);
    }

    private static Field<Long> latestEpoch() {
        return field(select(coalesce(max(EPOCH.EPOCH_), 0L)).from(EPOCH));
    }
}
