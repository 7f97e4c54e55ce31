package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.VerifierKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * @param canonical its canonical JSON text
     */
    public record SequencedEntry(long index, Sha256 leaf, String canonical) {}

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

    /** Entries by index, from {@code from} up to before {@code to}; ask for some thousands at a time. */
    public List<SequencedEntry> entries(long from, long to) {
        return entries.entries(from, to);
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
