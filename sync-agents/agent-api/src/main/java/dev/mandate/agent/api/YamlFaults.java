package dev.mandate.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** All that is wrong in one file, each with its place. */
final class YamlFaults {
    private final String file;
    private final List<String> faults = new ArrayList<>();

    YamlFaults(String file) {
        this.file = file;
    }

    void add(Node node, String what) {
        add(node.getStartMark(), what);
    }

    void add(Optional<Mark> mark, String what) {
        String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                .orElse("");
        faults.add(file + place + ": " + what);
    }

    /** @throws IllegalArgumentException when anything was added */
    void throwIfPresent() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }
}
