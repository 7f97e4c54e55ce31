package dev.mandate.service.ledger;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEntry;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The append-only log. What is decided or done is on it in the same transaction, or is not done. */
public final class LedgerApi implements DisposableBean {
    private static final ActionCode ERASED = ActionCode.of("personal.erased");

    private final Transactions transactions;
    private final Clock clock;
    private final EntryStore entries;
    private final TreeStore store;
    private final Partitions partitions;
    private final Sequencer sequencer;
    private final Checkpoints checkpoints;
    private final Refusals refusals = new Refusals();
    private final EntryIds ids = new EntryIds();
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable LedgerUnavailable damage;

    LedgerApi(
            Transactions transactions,
            Clock clock,
            EntryStore entries,
            TreeStore store,
            Checkpoints checkpoints,
            Sequencer sequencer) {
        this.transactions = transactions;
        this.clock = clock;
        this.entries = entries;
        this.store = store;
        this.partitions = new Partitions(transactions, entries);
        this.sequencer = sequencer;
        this.checkpoints = checkpoints;
    }

    /**
     * Writes events in the transaction of the caller, in the order given.
     *
     * @return the ids of the new entries, in the same order, to name them as causes
     * @throws LedgerUnavailable if they cannot be written; the caller's transaction must not commit then
     * @throws IllegalStateException without a transaction of the caller
     */
    public List<EntryId> append(List<LedgerEvent> events) {
        requireTransaction();
        return write(events);
    }

    /** Writes one event; see {@link #append(List)}. */
    public EntryId append(LedgerEvent event) {
        return append(List.of(event)).getFirst();
    }

    /**
     * Writes one event in a transaction of its own, which stays whatever becomes of the caller's: a denial or a failure.
     *
     * @throws LedgerUnavailable if it cannot be written
     */
    public EntryId appendAlone(LedgerEvent event) {
        try {
            return transactions.apart(() -> write(List.of(event))).getFirst();
        } catch (LedgerUnavailable | IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw LedgerUnavailable.notWritten(e);
        }
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an entry belongs into the transaction of what it tells of");
        }
    }

    private List<EntryId> write(List<LedgerEvent> events) {
        requireSound();
        var now = clock.now();
        partitions.prepare(now);
        var written = events.stream()
                .map(event -> new LedgerEntry(ids.next(now), now, event))
                .toList();
        entries.append(written);
        return written.stream().map(LedgerEntry::id).toList();
    }

    /** Counts an attempt by somebody who has not signed in; the counts are written about once a minute. */
    public void refused(InetAddress from) {
        refusals.count(from);
    }

    /** Keeps a personal value where it can be erased, in the caller's transaction; entries carry the commitment. */
    public Commitment commit(String value) {
        requireTransaction();
        var salt = new byte[Commitment.SALT_LENGTH];
        random.nextBytes(salt);
        var commitment = Commitment.to(salt, value);
        entries.keep(commitment, salt, value);
        return commitment;
    }

    /**
     * Erases personal values with their salts, and writes that it was done. No entry and no proof changes.
     *
     * @return how many of them were still there
     */
    public long erase(LedgerActor actor, LedgerObject whose, Collection<Commitment> commitments) {
        return transactions.inOne(() -> {
            var erased = entries.erase(commitments);
            append(LedgerEvent.done(actor, ERASED, whose)
                    .with(Map.of(
                            "commitments",
                            JsonValue.array(commitments.stream()
                                    .map(commitment ->
                                            JsonValue.text(commitment.digest().hex()))
                                    .toList()),
                            "erased",
                            JsonValue.number(erased))));
            return erased;
        });
    }

    /**
     * Puts waiting entries into the tree, signs and publishes a checkpoint: what the ledger's job does every few
     * seconds, and what is done before an export.
     *
     * @throws LedgerUnavailable if the database does not continue what was published, or publishing fails
     */
    public synchronized LedgerStanding advance() {
        check();
        requireSound();
        partitions.prepareAhead(clock.now());
        tell(refusals.take(clock.now()));
        sequencer.run();
        checkpoints.sign();
        checkpoints.publish();
        return standing();
    }

    /** What was counted and not written yet is written before the service ends. */
    @Override
    public void destroy() {
        tell(refusals.takeAll(clock.now()));
    }

    private void tell(Refusals.Counted counted) {
        if (counted.byNetwork().isEmpty()) {
            return;
        }
        try {
            transactions.apart(() -> write(counted.events(this::commit)));
        } catch (RuntimeException e) {
            refusals.giveBack(counted);
            throw e;
        }
    }

    /** Signs a text, which is no checkpoint, as the word of this ledger. */
    public SignedNote attest(String text) {
        return checkpoints.key().attest(text);
    }

    /** Compares the database with what was published, and remembers if it does not fit. */
    void check() {
        try {
            checkpoints.requireContinuity();
            damage = null;
        } catch (LedgerUnavailable e) {
            damage = e;
        }
    }

    /** Nothing may be decided on top of a history that is not the one that was published. */
    private void requireSound() {
        var known = damage;
        if (known != null) {
            throw new LedgerUnavailable(String.valueOf(known.getMessage()), known);
        }
    }

    /** How far the ledger is, and how well it is protected. */
    public LedgerStanding standing() {
        return new LedgerStanding(
                store.size(),
                store.pending(),
                store.latestCheckpoint().map(note -> Checkpoint.parse(note.text())),
                checkpoints.places());
    }
}
