package dev.mandate.service.history;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.service.ledger.LedgerReader.Range;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of one export and its manifest; docs/evidence.md has the format. */
final class ExportContent {
    private static final String SCHEMA = "mandate-export/1";

    private final LedgerApi ledger;
    private final LedgerReader reader;
    private final ExportQuery query;
    private final SignedNote note;
    private final Checkpoint head;
    private final Range range;
    private final List<SignedNote> previous;
    private final HistoryExport.Progress progress;

    ExportContent(
            LedgerApi ledger,
            LedgerReader reader,
            ExportQuery query,
            SignedNote note,
            Checkpoint head,
            Range range,
            List<SignedNote> previous,
            HistoryExport.Progress progress) {
        this.ledger = ledger;
        this.reader = reader;
        this.query = query;
        this.note = note;
        this.head = head;
        this.range = range;
        this.previous = List.copyOf(previous);
        this.progress = progress;
    }

    /** Writes everything, from the beginning. */
    ExportSummary write(ExportFiles work, Systems.Standing standing, long erasures) throws IOException {
        try (var out = work.whole()) {
            var files = new PackageWriter(out);
            var entries = entries(files, work);
            if (Files.size(work.gaps()) > 0) {
                files.add("proof/skipped.jsonl", target -> Files.copy(work.gaps(), target));
            }
            files.add("proof/checkpoint.txt", note.format());
            files.add("proof/key.pub", reader.key().format() + "\n");
            for (var known : previous) {
                continuation(files, known);
            }
            files.add("systems.jsonl", standing.lines());
            var manifest = CanonicalJson.bytes(manifest(files.files(), entries, standing, erasures));
            files.add("manifest.json", target -> target.write(manifest));
            var digest = Sha256.digest(manifest);
            files.add(
                    "manifest.sig",
                    ledger.attest(SCHEMA + "\n" + digest.base64() + "\n").format());
            files.finish();
            return new ExportSummary(head, range.from(), range.to(), entries, digest);
        }
    }

    private long entries(PackageWriter files, ExportFiles work) throws IOException {
        var count = new long[1];
        try (var gaps = work.gapsOutput()) {
            outside(0, range.from(), gaps);
            files.add(
                    "entries.jsonl",
                    lines -> count[0] = new EntryLines(reader, query, lines, gaps).write(range, progress));
            outside(range.to(), head.size(), gaps);
        }
        return count[0];
    }

    private void outside(long from, long to, OutputStream gaps) throws IOException {
        if (from < to) {
            gaps.write(CanonicalJson.bytes(Gap.json(from, to, reader.proofs().cover(from, to))));
            gaps.write('\n');
        }
    }

    private void continuation(PackageWriter files, SignedNote known) throws IOException {
        var size = Checkpoint.parse(known.text()).size();
        files.add("proof/previous.txt", known.format());
        var proof = reader.proofs().consistency(size, head.size());
        files.add("proof/consistency.json", JsonValue.object(Map.of("hashes", Gap.hashes(proof))));
    }

    private Members manifest(Members files, long entries, Systems.Standing standing, long erasures) {
        Map<String, JsonValue> members = new TreeMap<>();
        members.put(
                "checkpoint",
                JsonValue.object(Map.of(
                        "origin", JsonValue.text(head.origin()),
                        "root", JsonValue.text(head.root().base64()),
                        "size", JsonValue.number(head.size()))));
        members.put("entries", JsonValue.number(entries));
        if (query.personal()) {
            members.put("erasure_revision", JsonValue.number(erasures));
        }
        members.put("files", files);
        members.put("protection", JsonValue.text(standing.protection()));
        members.put("product", JsonValue.text("mandate " + ProductVersion.text()));
        members.put("query", json(query, range));
        members.put("schema", JsonValue.text(SCHEMA));
        members.put("time_zone", JsonValue.text("UTC"));
        return JsonValue.object(members);
    }

    /** The query as it was asked, and the range that it came to. */
    static Members json(ExportQuery query, Range range) {
        Map<String, JsonValue> members = new TreeMap<>();
        members.put("from", JsonValue.number(range.from()));
        query.mentions().ifPresent(mention -> members.put("mentions", mention.json()));
        members.put("personal", JsonValue.bool(query.personal()));
        query.previous().ifPresent(size -> members.put("previous", JsonValue.number(size)));
        query.period().since().ifPresent(since -> members.put("since", JsonValue.text(since.toString())));
        members.put("to", JsonValue.number(range.to()));
        query.period().until().ifPresent(until -> members.put("until", JsonValue.text(until.toString())));
        return JsonValue.object(members);
    }
}
