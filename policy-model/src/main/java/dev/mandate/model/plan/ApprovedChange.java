package dev.mandate.model.plan;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.FindingCode;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A change with its prior value, and the findings it waits for: what a yes is about.
 *
 * @param key {@link #key(Change)}
 */
public record ApprovedChange(String key, SortedSet<FindingCode> codes) implements Comparable<ApprovedChange> {
    public ApprovedChange {
        codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
    }

    public static ApprovedChange of(Change change, Set<FindingCode> codes) {
        return new ApprovedChange(key(change), new TreeSet<>(codes));
    }

    /** SHA-256 over the canonical form of a change and its prior value, 64 hexadecimal digits. */
    public static String key(Change change) {
        var lines = new CanonicalLines();
        lines.add(ChangeJson.of(change));
        lines.add(ChangeJson.prior(change));
        return lines.hash();
    }

    JsonValue json() {
        return JsonValue.array(
                JsonValue.text(key),
                JsonValue.array(
                        codes.stream().map(code -> JsonValue.text(code.code())).toList()));
    }

    @Override
    public int compareTo(ApprovedChange other) {
        int byKey = key.compareTo(other.key);
        if (byKey != 0) {
            return byKey;
        }
        int byCount = Integer.compare(codes.size(), other.codes.size());
        return byCount != 0 ? byCount : codes.toString().compareTo(other.codes.toString());
    }
}
