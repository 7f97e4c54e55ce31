package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Text;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.service.ledger.LedgerReader.PersonalValue;
import dev.mandate.service.ledger.LedgerReader.SequencedEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes entries as the lines of entries.jsonl and what lies between them as those of skipped.jsonl, some thousands at a time. */
final class EntryLines {
    private static final int CHUNK = 2000;
    private static final String MARK = "{\"commitment\":\"";

    private final LedgerReader ledger;
    private final Optional<Mention> mentions;
    private final boolean personal;
    private final OutputStream lines;
    private final OutputStream gaps;
    private Gap gap = new Gap(0);
    private long written;

    EntryLines(LedgerReader ledger, ExportQuery query, OutputStream lines, OutputStream gaps) {
        this.ledger = ledger;
        this.mentions = query.mentions();
        this.personal = query.personal();
        this.lines = lines;
        this.gaps = gaps;
    }

    /** Writes the range; tells how many entries of it are asked for. */
    long write(LedgerReader.Range range, HistoryExport.Progress progress) throws IOException {
        gap = new Gap(range.from());
        for (var begin = range.from(); begin < range.to(); begin += CHUNK) {
            var end = Math.min(begin + CHUNK, range.to());
            var entries = mentions.isPresent()
                    ? ledger.entriesWith(mentions.get().written(), begin, end)
                    : ledger.entries(begin, end);
            if (entries.size() != end - begin) {
                throw new IllegalStateException("index " + begin + " to " + (end - 1) + " of the ledger has "
                        + entries.size() + " entries: run `mandate fsck`");
            }
            write(entries);
            progress.at(end - range.from(), range.to() - range.from());
        }
        closeGap(range.to());
        return written;
    }

    private void write(List<SequencedEntry> entries) throws IOException {
        var commitments = personal ? commitments(entries) : Set.<Commitment>of();
        var values = commitments.isEmpty() ? Map.<Commitment, PersonalValue>of() : ledger.personal(commitments);
        for (var entry : entries) {
            if (!isAskedFor(entry)) {
                gap.add(entry.leaf());
                continue;
            }
            closeGap(entry.index() + 1);
            lines.write(line(entry, values).getBytes(UTF_8));
            written++;
        }
    }

    private void closeGap(long next) throws IOException {
        if (!gap.isEmpty()) {
            gaps.write(CanonicalJson.bytes(gap.json()));
            gaps.write('\n');
        }
        gap = new Gap(next);
    }

    private boolean isAskedFor(SequencedEntry entry) {
        return mentions.isEmpty()
                || entry.text().filter(text -> mentions.get().in(text)).isPresent();
    }

    private Set<Commitment> commitments(List<SequencedEntry> entries) {
        var all = new HashSet<Commitment>();
        entries.stream().filter(this::isAskedFor).forEach(entry -> all.addAll(commitmentsIn(entry.canonical())));
        return all;
    }

    /** The members stand in the order of their names, so the line is canonical JSON because the entry is. */
    private static String line(SequencedEntry entry, Map<Commitment, PersonalValue> values) {
        var line = new StringBuilder("{\"entry\":").append(entry.canonical());
        line.append(",\"index\":").append(entry.index());
        line.append(",\"leaf\":\"").append(entry.leaf().base64()).append('"');
        var disclosed = values.isEmpty() ? List.<Members>of() : disclosed(entry, values);
        if (!disclosed.isEmpty()) {
            line.append(",\"personal\":").append(CanonicalJson.text(JsonValue.array(disclosed)));
        }
        return line.append("}\n").toString();
    }

    private static List<Members> disclosed(SequencedEntry entry, Map<Commitment, PersonalValue> values) {
        var disclosed = new ArrayList<Members>();
        for (var commitment : commitmentsIn(entry.canonical())) {
            var value = values.get(commitment);
            if (value != null) {
                disclosed.add(JsonValue.object(Map.of(
                        "commitment", JsonValue.text(commitment.digest().hex()),
                        "salt", JsonValue.text(value.salt()),
                        "value", JsonValue.text(value.value()))));
            }
        }
        return disclosed;
    }

    /** In the order in which they stand in the entry. */
    private static Set<Commitment> commitmentsIn(String canonical) {
        var found = new LinkedHashSet<Commitment>();
        if (canonical.contains(MARK)) {
            collect(CanonicalJson.parse(canonical.getBytes(UTF_8)), found);
        }
        return found;
    }

    private static void collect(JsonValue value, Set<Commitment> found) {
        switch (value) {
            case Members(var byName) -> {
                if (byName.size() == 1 && byName.get("commitment") instanceof Text(var digest) && isHex(digest)) {
                    found.add(new Commitment(Sha256.ofHex(digest)));
                }
                byName.values().forEach(member -> collect(member, found));
            }
            case Array(var items) -> items.forEach(item -> collect(item, found));
            case Text _, JsonValue.Numeral _, JsonValue.Bool _, JsonValue.Null _ -> {}
        }
    }

    private static boolean isHex(String digest) {
        return digest.matches("[0-9a-f]{64}");
    }
}
