package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.VerifierKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads what is in the tree; nothing of it can change, so no transaction is needed to read it in parts. */
public final class LedgerReader {
    private final EntryStore entries;
    private final TreeStore store;
    private final Checkpoints checkpoints;

    LedgerReader(EntryStore entries, TreeStore store, Checkpoints checkpoints) {
        this.entries = entries;
        this.store = store;
        this.checkpoints = checkpoints;
    }

    /**
     * An entry with its place in the tree.
     *
     * @param leaf its leaf hash, as the tree has it
     * @param text its canonical JSON text; empty where only the place was asked for
     */
    public record SequencedEntry(long index, Sha256 leaf, Optional<String> text) {
        public String canonical() {
            return text.orElseThrow();
        }
    }

    /** Indexes from {@code from} up to before {@code to}. */
    public record Range(long from, long to) {
        public Range {
            if (from < 0 || from > to) {
                throw new IllegalArgumentException("there is no index " + from + " to " + to);
            }
        }
    }

    /**
     * What a commitment was made to.
     *
     * @param salt in hex
     */
    public record PersonalValue(String salt, String value) {}

    /** The last checkpoint that was signed. */
    public Optional<SignedNote> latestCheckpoint() {
        return store.latestCheckpoint();
    }

    /** The checkpoint of exactly {@code size} entries. */
    public Optional<SignedNote> checkpoint(long size) {
        return store.checkpoint(size);
    }

    /** The key that checkpoints are checked with. */
    public VerifierKey key() {
        return checkpoints.key().verifier();
    }

    /** When the checkpoint of exactly {@code size} entries was signed. */
    public Optional<Instant> signed(long size) {
        return store.signed(size);
    }

    /** Entries by index, from {@code from} up to before {@code to}; ask for some thousands at a time. */
    public List<SequencedEntry> entries(long from, long to) {
        return entries.entries(from, to, "");
    }

    /** Like {@link #entries}; those that do not have {@code text} in them come without their text. */
    public List<SequencedEntry> entriesWith(String text, long from, long to) {
        return entries.entries(from, to, text);
    }

    /**
     * The smallest range of the first {@code size} entries that holds all those written within [since, until), to the
     * millisecond. As entries enter the tree after their commit, a few of it may be from just before or after.
     */
    public Range written(Instant since, Instant until, long size) {
        return store.range(lowestId(since), lowestId(until.plusNanos(999_999)), size)
                .orElse(new Range(size, size));
    }

    private static UUID lowestId(Instant instant) {
        return new UUID(Math.clamp(instant.toEpochMilli(), 0, (1L << 48) - 1) << 16, 0);
    }

    /** Counts erasures of personal values. */
    public long erasureRevision() {
        return entries.erasureRevision();
    }

    /** Roots and proofs for any size up to the present one. */
    public MerkleTree proofs() {
        return new LedgerTree(store).proofs();
    }

    /** Those of the personal values that were not erased. */
    public Map<Commitment, PersonalValue> personal(Collection<Commitment> commitments) {
        return entries.personal(commitments);
    }
}
