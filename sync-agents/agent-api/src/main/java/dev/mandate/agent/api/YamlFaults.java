package dev.mandate.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** All that is wrong in one file, each with its place. */
public final class YamlFaults {
    private final String file;
    private final List<String> faults = new ArrayList<>();

    public YamlFaults(String file) {
        this.file = file;
    }

    public void add(Node node, String what) {
        add(node.getStartMark(), what);
    }

    public void add(Optional<Mark> mark, String what) {
        String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                .orElse("");
        faults.add(file + place + ": " + what);
    }

    /**
     * Ends the reading where something is wrong.
     *
     * @throws IllegalArgumentException when anything was added
     */
    public void throwIfPresent() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }
}
