package dev.mandate.service.history;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.service.ledger.LedgerReader.Range;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.policy.Deciders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Writes a part of the ledger with its proof, as a file that can be checked without us. The same query at the same
 * checkpoint gives the same bytes, as long as nothing was erased between; who asked and when is in an envelope beside it.
 */
@Component
public final class HistoryExport {
    private static final ActionCode EXPORTED = ActionCode.of("history.exported");
    private static final ActionCode REFUSED = ActionCode.of("history.export-refused");
    private static final int ATTEMPTS = 3;
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final LedgerApi ledger;
    private final LedgerReader reader;
    private final Systems systems;
    private final Clock clock;

    HistoryExport(LedgerApi ledger, LedgerReader reader, Systems systems, Clock clock) {
        this.ledger = ledger;
        this.reader = reader;
        this.systems = systems;
        this.clock = clock;
    }

    /**
     * Writes the file and its envelope, {@code FILE.envelope}. That it was asked for is on the ledger before the first
     * byte is there. The file appears whole or not at all.
     *
     * @param deciders in force
     * @param file must not exist
     * @throws IllegalArgumentException if there is no such checkpoint
     * @throws NotAllowed like {@link Caller.NotPermitted} if the caller may not see all that an export shows; this is on the ledger as well
     */
    public ExportSummary write(Caller caller, ExportQuery query, Deciders deciders, Path file) throws IOException {
        return write(caller, query, deciders, file, (looked, all) -> {});
    }

    /** Told every few thousand entries how many of the range were looked at. */
    @FunctionalInterface
    public interface Progress {
        void at(long looked, long all);
    }

    /** As {@link #write(Caller, ExportQuery, Deciders, Path)}; {@code progress} is told of the entries. */
    public ExportSummary write(Caller caller, ExportQuery query, Deciders deciders, Path file, Progress progress)
            throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "an export is never overwritten");
        }
        require(caller, query);
        var note = query.checkpoint().isPresent() ? stored(query.checkpoint().getAsLong()) : latest();
        var head = Checkpoint.parse(note.text());
        var previous = query.previous().stream().mapToObj(this::stored).toList();
        for (var known : previous) {
            requireBefore(Checkpoint.parse(known.text()), head);
        }
        var range = range(query, head.size());
        var entry = tell(caller, query, head, range);
        var folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        Files.createDirectories(folder);
        try (var work = new ExportFiles(folder)) {
            var content = new ExportContent(ledger, reader, query, note, head, range, previous, progress);
            var summary = unerased(content, work, systems.at(head.size(), signed(head)));
            var envelope = Envelope.text(entry, clock.now(), deciders.people(), caller.actor(), work.digest());
            work.publish(file, ledger.attest(envelope).format());
            return summary;
        }
    }

    /** Personal values that are erased while they are written are in no export: it is written anew. */
    private ExportSummary unerased(ExportContent content, ExportFiles work, Systems.Standing standing)
            throws IOException {
        for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var revision = reader.erasureRevision();
            var summary = content.write(work, standing, revision);
            if (revision == reader.erasureRevision()) {
                return summary;
            }
        }
        throw new IllegalStateException("personal values are being erased just now: export again when that is done");
    }

    private void require(Caller caller, ExportQuery query) {
        try {
            caller.require(query.personal() ? Permission.PERSONAL_EXPORT : Permission.HISTORY_EXPORT);
        } catch (Caller.NotPermitted | NotAllowed refused) {
            ledger.appendAlone(LedgerEvent.done(
                            caller.actor(),
                            REFUSED,
                            new LedgerObject("ledger", reader.key().name()))
                    .ending(LedgerEvent.Outcome.DENIED));
            throw refused;
        }
    }

    private SignedNote latest() {
        ledger.advance();
        return reader.latestCheckpoint()
                .orElseThrow(() -> new IllegalArgumentException("the ledger is empty, there is nothing to export"));
    }

    private SignedNote stored(long size) {
        return reader.checkpoint(size)
                .orElseThrow(() -> new IllegalArgumentException("there is no checkpoint of " + size + " entries"));
    }

    private Instant signed(Checkpoint head) {
        return reader.signed(head.size()).orElseThrow();
    }

    private static void requireBefore(Checkpoint previous, Checkpoint head) {
        if (previous.size() > head.size()) {
            throw new IllegalArgumentException("the checkpoint of " + previous.size()
                    + " entries is not before that of " + head.size() + ": the export cannot continue it");
        }
    }

    private Range range(ExportQuery query, long size) {
        var after = query.previous().orElse(0);
        var period = query.period();
        if (period.equals(ExportQuery.Period.ALWAYS)) {
            return new Range(after, size);
        }
        var written = reader.written(
                period.since().orElse(Instant.EPOCH), period.until().orElse(END_OF_TIME), size);
        var from = Math.max(after, written.from());
        return new Range(from, Math.max(from, written.to()));
    }

    private EntryId tell(Caller caller, ExportQuery query, Checkpoint head, Range range) {
        return ledger.appendAlone(LedgerEvent.done(caller.actor(), EXPORTED, new LedgerObject("ledger", head.origin()))
                .with(Map.of("checkpoint", JsonValue.number(head.size()), "query", ExportContent.json(query, range))));
    }
}
