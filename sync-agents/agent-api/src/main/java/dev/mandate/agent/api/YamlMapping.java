package dev.mandate.agent.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A mapping of a YAML file, read key by key; what is asked for wrongly or twice becomes a fault, never an exception. */
public final class YamlMapping {
    private final YamlFaults faults;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    public YamlMapping(Node node, YamlFaults faults) {
        this.node = node;
        this.faults = faults;
        if (!(node instanceof MappingNode mapping)) {
            faults.add(node, "expected a mapping (key: value)");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faults.add(tuple.getKeyNode(), "a key must be plain text");
            } else if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                faults.add(key, "key '" + key.getValue() + "' is given twice");
            }
        }
    }

    /**
     * The top of a file; anchors and tags in it become faults.
     *
     * @throws IllegalArgumentException where it is no YAML
     */
    public static Node root(String name, String yaml, YamlFaults faults) {
        var settings = LoadSettings.builder()
                .setLabel(name)
                .setAllowDuplicateKeys(true) // reported by us, with its place, together with all other faults
                .build();
        try {
            Node root = new Compose(settings)
                    .composeString(yaml)
                    .orElseThrow(() -> new IllegalArgumentException(name + ": the file is empty"));
            refuseAnchorsAndTags(root, faults);
            return root;
        } catch (MarkedYamlEngineException e) {
            faults.add(e.getProblemMark(), e.getProblem());
            faults.throwIfPresent();
            throw e;
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static void refuseAnchorsAndTags(Node node, YamlFaults faults) {
        if (node.getAnchor().isPresent()) {
            faults.add(node, "anchors and aliases are not allowed; write the value out");
            return; // what it contains may contain itself
        }
        if (!node.getTag().getValue().startsWith("tag:yaml.org,2002:")) {
            faults.add(node, "tag " + node.getTag() + " is not allowed");
        }
        switch (node) {
            case MappingNode mapping ->
                mapping.getValue().forEach(tuple -> {
                    refuseAnchorsAndTags(tuple.getKeyNode(), faults);
                    refuseAnchorsAndTags(tuple.getValueNode(), faults);
                });
            case SequenceNode sequence -> sequence.getValue().forEach(item -> refuseAnchorsAndTags(item, faults));
            default -> {}
        }
    }

    /** Every key that is not among {@code known} is a fault. */
    public YamlMapping only(String... known) {
        for (var entry : values.entrySet()) {
            if (!Set.of(known).contains(entry.getKey())) {
                faults.add(
                        entry.getValue(),
                        "unknown key '" + entry.getKey() + "'; known here: "
                                + String.join(", ", new TreeSet<>(Set.of(known))));
            }
        }
        return this;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of {@code key} read by {@code reader}; absent, or faulty, gives {@code fallback}. */
    public <T extends @Nullable Object> T read(String key, T fallback, Function<String, T> reader) {
        return value(key).map(found -> typed(found, fallback, reader)).orElse(fallback);
    }

    /** As {@link #read}, but an absent key is a fault too. */
    public <T> T require(String key, T fallback, Function<String, T> reader) {
        if (!values.containsKey(key)) {
            faults.add(node, "key '" + key + "' is missing");
        }
        return read(key, fallback, reader);
    }

    /** The elements of the list under {@code key}; absent means none. */
    public List<Node> list(String key) {
        Optional<Node> found = value(key);
        if (found.isEmpty()) {
            return List.of();
        }
        if (found.get() instanceof SequenceNode sequence) {
            return new ArrayList<>(sequence.getValue());
        }
        faults.add(found.get(), "'" + key + "' must be a list");
        return List.of();
    }

    /** The text of a scalar turned into a {@code T}; an {@link IllegalArgumentException} on the way is the fault. */
    public <T extends @Nullable Object> T typed(Node scalar, T fallback, Function<String, T> reader) {
        if (!(scalar instanceof ScalarNode text)) {
            faults.add(scalar, "expected plain text");
            return fallback;
        }
        try {
            return reader.apply(text.getValue());
        } catch (IllegalArgumentException e) {
            faults.add(scalar, String.valueOf(e.getMessage()));
            return fallback;
        }
    }
}
