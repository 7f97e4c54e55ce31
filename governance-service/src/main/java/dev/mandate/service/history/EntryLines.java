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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes entries as the lines of entries.jsonl, some thousands at a time. */
final class EntryLines {
    private static final int CHUNK = 2000;

    private final LedgerReader ledger;
    private final boolean personal;

    EntryLines(LedgerReader ledger, boolean personal) {
        this.ledger = ledger;
        this.personal = personal;
    }

    void write(long from, long to, OutputStream out) throws IOException {
        for (var begin = from; begin < to; begin += CHUNK) {
            var end = Math.min(begin + CHUNK, to);
            var entries = ledger.entries(begin, end);
            if (entries.size() != end - begin) {
                throw new IllegalStateException("index " + begin + " to " + (end - 1) + " of the ledger has "
                        + entries.size() + " entries: run `mandate fsck`");
            }
            write(entries, out);
        }
    }

    private void write(List<SequencedEntry> entries, OutputStream out) throws IOException {
        var commitments = new LinkedHashMap<Long, Set<Commitment>>();
        if (personal) {
            entries.forEach(entry -> commitments.put(entry.index(), commitmentsIn(entry)));
        }
        var all = new LinkedHashSet<Commitment>();
        commitments.values().forEach(all::addAll);
        var values = all.isEmpty() ? Map.<Commitment, PersonalValue>of() : ledger.personal(all);
        for (var entry : entries) {
            var disclosed = disclosed(commitments.getOrDefault(entry.index(), Set.of()), values);
            out.write(line(entry, disclosed).getBytes(UTF_8));
        }
    }

    private static List<Members> disclosed(Set<Commitment> commitments, Map<Commitment, PersonalValue> values) {
        var disclosed = new ArrayList<Members>();
        for (var commitment : commitments) {
            var value = values.get(commitment);
            if (value != null) {
                disclosed.add(disclosure(commitment, value));
            }
        }
        return disclosed;
    }

    /** The members stand in the order of their names, so the line is canonical JSON because the entry is. */
    private static String line(SequencedEntry entry, List<Members> disclosed) {
        var line = new StringBuilder("{\"entry\":").append(entry.canonical());
        line.append(",\"index\":").append(entry.index());
        line.append(",\"leaf\":\"").append(entry.leaf().base64()).append('"');
        if (!disclosed.isEmpty()) {
            line.append(",\"personal\":").append(CanonicalJson.text(JsonValue.array(disclosed)));
        }
        return line.append("}\n").toString();
    }

    private static Members disclosure(Commitment commitment, PersonalValue value) {
        return JsonValue.object(Map.of(
                "commitment", JsonValue.text(commitment.digest().hex()),
                "salt", JsonValue.text(value.salt()),
                "value", JsonValue.text(value.value())));
    }

    private static Set<Commitment> commitmentsIn(SequencedEntry entry) {
        var found = new LinkedHashSet<Commitment>();
        collect(CanonicalJson.parse(entry.canonical().getBytes(UTF_8)), found);
        return found;
    }

    private static void collect(JsonValue value, Set<Commitment> found) {
        switch (value) {
            case Members(var byName) -> {
                if (byName.size() == 1 && byName.get("commitment") instanceof Text(var digest)) {
                    found.add(new Commitment(Sha256.ofHex(digest)));
                }
                byName.values().forEach(member -> collect(member, found));
            }
            case Array(var items) -> items.forEach(item -> collect(item, found));
            case Text _, JsonValue.Numeral _, JsonValue.Bool _, JsonValue.Null _ -> {}
        }
    }
}
