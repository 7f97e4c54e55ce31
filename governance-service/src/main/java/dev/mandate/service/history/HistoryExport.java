package dev.mandate.service.history;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.service.ledger.LedgerStanding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Writes a part of the ledger with its proof, as a package that can be checked without us. The same query at the same
 * checkpoint gives the same bytes, as long as nothing was erased between.
 */
@Component
public final class HistoryExport {
    private static final String SCHEMA = "mandate-export/1";
    private static final ActionCode EXPORTED = ActionCode.of("history.exported");

    private final LedgerApi ledger;
    private final LedgerReader reader;

    HistoryExport(LedgerApi ledger, LedgerReader reader) {
        this.ledger = ledger;
        this.reader = reader;
    }

    /**
     * Writes a ZIP file; that it was done is on the ledger before the first byte leaves.
     *
     * @param out stays open
     * @throws IllegalArgumentException if there is no such checkpoint or range
     */
    public ExportSummary write(LedgerActor actor, ExportQuery query, OutputStream out) throws IOException {
        var note = query.checkpoint().isPresent() ? stored(query.checkpoint().getAsLong()) : latest();
        var head = Checkpoint.parse(note.text());
        var to = query.to().orElse(head.size());
        if (query.from() < 0 || query.from() > to || to > head.size()) {
            throw new IllegalArgumentException(
                    "there is no index " + query.from() + " to " + to + " in a ledger of " + head.size() + " entries");
        }
        var previous = query.previous().stream().mapToObj(this::stored).toList();
        tell(actor, query, head, to);

        var files = new PackageWriter(out);
        files.add("entries.jsonl", lines -> new EntryLines(reader, query.personal()).write(query.from(), to, lines));
        addProof(files, note, head, query.from(), to);
        for (var known : previous) {
            addContinuation(files, known, head);
        }
        var manifest = manifest(query, head, to, files.files());
        files.add("manifest.json", manifest);
        files.finish();
        return new ExportSummary(head, query.from(), to, Sha256.digest(CanonicalJson.bytes(manifest)));
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

    private void tell(LedgerActor actor, ExportQuery query, Checkpoint head, long to) {
        ledger.appendAlone(LedgerEvent.done(actor, EXPORTED, new LedgerObject("ledger", head.origin()))
                .with(Map.of("checkpoint", JsonValue.number(head.size()), "query", json(query, to))));
    }

    private void addProof(PackageWriter files, SignedNote note, Checkpoint head, long from, long to)
            throws IOException {
        files.add("proof/checkpoint.txt", note.format());
        files.add("proof/key.pub", reader.key().format() + "\n");
        if (from > 0 || to < head.size()) {
            var left = reader.proofs().peaks(from);
            var right = reader.proofs().cover(to, head.size());
            files.add("proof/range.json", JsonValue.object(Map.of("left", hashes(left), "right", hashes(right))));
        }
    }

    private void addContinuation(PackageWriter files, SignedNote previous, Checkpoint head) throws IOException {
        var size = Checkpoint.parse(previous.text()).size();
        files.add("proof/previous.txt", previous.format());
        var proof = reader.proofs().consistency(size, head.size());
        files.add("proof/consistency.json", JsonValue.object(Map.of("hashes", hashes(proof))));
    }

    private Members manifest(ExportQuery query, Checkpoint head, long to, Members files) {
        return JsonValue.object(Map.of(
                "checkpoint",
                JsonValue.object(Map.of(
                        "origin", JsonValue.text(head.origin()),
                        "root", JsonValue.text(head.root().base64()),
                        "size", JsonValue.number(head.size()))),
                "files",
                files,
                "protection",
                JsonValue.text(
                        ledger.standing().isProtected()
                                ? "checkpoints are published outside"
                                : LedgerStanding.UNPROTECTED),
                "query",
                json(query, to),
                "schema",
                JsonValue.text(SCHEMA)));
    }

    private static Members json(ExportQuery query, long to) {
        var members = new TreeMap<String, JsonValue>();
        members.put("from", JsonValue.number(query.from()));
        members.put("personal", JsonValue.bool(query.personal()));
        query.previous().ifPresent(size -> members.put("previous", JsonValue.number(size)));
        members.put("to", JsonValue.number(to));
        return new Members(members);
    }

    private static JsonValue hashes(List<Sha256> hashes) {
        return JsonValue.array(
                hashes.stream().map(hash -> JsonValue.text(hash.base64())).toList());
    }
}
