package dev.mandate.service.policy;

import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.util.List;
import java.util.Optional;

/** Reads mappings whose keys are the writer's own. */
final class Tables {
    private Tables() {}

    /** The entries under {@code key}; empty where it is left out or, with a fault, where it is no mapping. */
    static List<Node.Entry> entries(Fields fields, String key, Faults faults) {
        Optional<Node> node = fields.node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Table)) {
            faults.add(
                    node.get().place(),
                    "'" + key + "' is " + node.get().shape(),
                    "write a mapping such as {name: value}");
        }
        return node.map(n -> n instanceof Node.Table table ? table.entries() : List.<Node.Entry>of())
                .orElse(List.of());
    }
}
