package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs the tree and publishes what was signed: stored first, so that no two roots can be published for one size. */
final class Checkpoints {
    private final Transactions transactions;
    private final TreeStore store;
    private final LedgerTree tree;
    private final Epochs epochs;
    private final Clock clock;
    private final LedgerSettings settings;
    private @Nullable SigningKey key;

    Checkpoints(Transactions transactions, TreeStore store, Epochs epochs, Clock clock, LedgerSettings settings) {
        this.transactions = transactions;
        this.store = store;
        this.tree = new LedgerTree(store);
        this.epochs = epochs;
        this.clock = clock;
        this.settings = settings;
    }

    /** The key of this ledger; made if the ledger has not signed anything yet. */
    synchronized SigningKey key() {
        var known = key;
        if (known == null) {
            known = open();
            key = known;
        }
        return known;
    }

    private SigningKey open() {
        var folder = new KeyFolder(settings.keys());
        var last = store.latestCheckpoint();
        var found = folder.read();
        if (found.isEmpty() && last.isPresent()) {
            throw new LedgerUnavailable("The signing key of the ledger "
                    + Checkpoint.parse(last.get().text()).origin() + " is missing in " + settings.keys()
                    + ": restore it from its backup.");
        }
        var opened = found.orElseGet(folder::make);
        if (last.isPresent() && !opened.verifier().signed(last.get())) {
            throw new LedgerUnavailable("The key in " + settings.keys() + " is of the ledger " + opened.origin()
                    + ", but this database was signed by another: give the key that belongs to it.");
        }
        return opened;
    }

    /**
     * Checks that the tree still begins with every tree that was published.
     *
     * @throws LedgerUnavailable if it does not: the database was cut, restored or rewritten
     */
    void requireContinuity() {
        for (var file : files()) {
            latest(file)
                    .ifPresent(published ->
                            requireStillThere(published, file.path().toString()));
        }
    }

    private void requireStillThere(Checkpoint published, String place) {
        var size = store.size();
        if (published.size() > size) {
            throw new LedgerUnavailable("The ledger has shrunk: " + place + " has a checkpoint of " + published.size()
                    + " entries, the database has " + size
                    + ". It was cut, or restored from an older state; restore the"
                    + " newest one.");
        }
        if (!tree.proofs().root(published.size()).equals(published.root())) {
            throw new LedgerUnavailable("The ledger was rewritten: its first " + published.size()
                    + " entries are not those of the checkpoint in " + place + ". Run `mandate fsck` to see which.");
        }
    }

    /** Signs the tree as it is now, if it has grown since, and stores that. */
    void sign() {
        transactions.apart(this::signed);
    }

    private boolean signed() {
        if (!store.lock()) {
            return false;
        }
        var size = store.size();
        var last = store.latestCheckpoint().map(note -> Checkpoint.parse(note.text()));
        if (size == 0 || (last.isPresent() && last.get().size() == size)) {
            return false;
        }
        last.ifPresent(previous -> requireStillThere(previous, "the table ledger.checkpoint"));
        var checkpoint = new Checkpoint(key().origin(), size, tree.proofs().root(size));
        return store.add(checkpoint, key().sign(checkpoint), last.map(Checkpoint::size), epochs.current(), clock.now());
    }

    /** Brings every file up to the last checkpoint that is stored, unless another process is at it. */
    void publish() {
        transactions.apart(() -> !store.lock() || published());
    }

    /** What fails is told after the others were tried. */
    private boolean published() {
        var failures = new ArrayList<String>();
        for (var file : files()) {
            try {
                var published = file.latest().map(Checkpoint::size).orElse(-1L);
                for (var note : store.checkpointsAfter(published)) {
                    file.append(note);
                }
            } catch (IOException e) {
                failures.add(e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new LedgerUnavailable("Checkpoints could not be published: " + String.join("; ", failures));
        }
        return true;
    }

    private List<CheckpointFile> files() {
        var files = new ArrayList<CheckpointFile>();
        files.add(new CheckpointFile(settings.checkpoints(), key().origin(), false));
        settings.external().forEach(folder -> files.add(new CheckpointFile(folder, key().origin(), true)));
        return files;
    }

    /** Where checkpoints are published, with how far each place is. */
    List<LedgerStanding.Place> places() {
        return files().stream()
                .map(file -> new LedgerStanding.Place(
                        file.path().toString(),
                        file.external(),
                        latest(file).map(Checkpoint::size).orElse(0L)))
                .toList();
    }

    private static Optional<Checkpoint> latest(CheckpointFile file) {
        try {
            return file.latest();
        } catch (IOException e) {
            throw new LedgerUnavailable("The published checkpoints cannot be read: " + e.getMessage(), e);
        }
    }
}
