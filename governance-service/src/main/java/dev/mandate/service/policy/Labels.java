package dev.mandate.service.policy;

import dev.mandate.model.subject.Ids;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the labels of a deployment or a selector. */
final class Labels {
    private static final String KEY = "labels";

    private Labels() {}

    /** The entries with a valid name; the others are faults. */
    static List<Node.Entry> entries(Fields fields, Faults faults) {
        return Tables.entries(fields, KEY, faults).stream()
                .filter(entry -> Fields.parsed(
                                entry.key(),
                                name -> Ids.slug("label", name),
                                "1 to 63 of a-z, 0-9 and inner '-'",
                                faults)
                        .isPresent())
                .toList();
    }

    static SortedMap<String, String> read(Fields fields, Faults faults) {
        var labels = new TreeMap<String, String>();
        for (Node.Entry entry : entries(fields, faults)) {
            Fields.text(entry.key().value(), entry.value(), faults)
                    .flatMap(text -> Fields.parsed(text, v -> Ids.text("label value", v), "a label value", faults))
                    .ifPresent(value -> labels.put(entry.key().value(), value));
        }
        return labels;
    }
}
