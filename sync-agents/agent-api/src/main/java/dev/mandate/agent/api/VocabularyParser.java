package dev.mandate.agent.api;

import dev.mandate.agent.api.VocabularyFile.KindEntry;
import dev.mandate.agent.api.VocabularyFile.Since;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Turns the text of a vocabulary file into a {@link VocabularyFile}, or says all that is wrong with it. */
final class VocabularyParser {
    private static final ApplicationName UNKNOWN = ApplicationName.of("unknown");
    private static final Entitlement NOTHING = Entitlement.of("none", "none", null);

    private final YamlFaults faults;

    private VocabularyParser(YamlFaults faults) {
        this.faults = faults;
    }

    static VocabularyFile parse(String name, String yaml) {
        var faults = new YamlFaults(name);
        Node root = YamlMapping.root(name, yaml, faults);
        VocabularyFile file = new VocabularyParser(faults).file(root);
        faults.throwIfPresent();
        return file;
    }

    private VocabularyFile file(Node root) {
        var top =
                new YamlMapping(root, faults).only("application", "releases", "kinds", "items", "built-in", "neutral");
        ApplicationName application = top.require("application", UNKNOWN, ApplicationName::of);
        List<Release> releases = top.list("releases").stream()
                .map(node -> top.typed(node, Release.of("0"), Release::of))
                .toList();
        if (releases.isEmpty()) {
            faults.add(root, "key 'releases' must name at least one release");
        }
        return new VocabularyFile(
                application,
                releases,
                kinds(top),
                top.list("items").stream().map(this::item).toList(),
                entries(top, "built-in", "name", AppRoleName.of("none"), AppRoleName::of),
                entries(top, "neutral", "matching", NOTHING, EntitlementText::parse));
    }

    private List<Since<KindEntry>> kinds(YamlMapping top) {
        var kinds = new ArrayList<Since<KindEntry>>();
        top.value("kinds").ifPresent(node -> {
            var all = new YamlMapping(node, faults);
            for (String name : all.keys()) {
                kinds.add(kind(name, all.value(name).orElseThrow()));
            }
        });
        return kinds;
    }

    private Since<KindEntry> kind(String name, Node node) {
        var entry = new YamlMapping(node, faults)
                .only(
                        "facet",
                        "action",
                        "actions",
                        "pattern",
                        "adding",
                        "risk",
                        "sentence",
                        "sentences",
                        "options",
                        "since",
                        "until");
        if (!name.matches("[a-z][a-z-]*")) {
            faults.add(node, "kind '" + name + "' must be letters a-z and '-'");
        }
        var actions = new ArrayList<>(entries(entry, "actions", "name", "none", text -> text));
        entry.value("action").ifPresent(one -> actions.add(new Since<>(entry.typed(one, "none", t -> t), null, null)));
        return since(
                entry,
                new KindEntry(
                        name,
                        entry.require("facet", Facet.ROLE_CONTENT, text -> word(Facet.values(), text)),
                        actions,
                        entry.read("pattern", false, VocabularyParser::yesOrNo),
                        entry.read("adding", Direction.WIDENS, text -> word(Direction.values(), text)),
                        entry.require("risk", Risk.CRITICAL, text -> word(Risk.values(), text)),
                        sentences(entry, actions),
                        entries(entry, "options", "name", "none", text -> text)));
    }

    /** {@code sentence} is for any action, {@code sentences} for each; every action needs one of them. */
    private Map<String, String> sentences(YamlMapping kind, List<Since<String>> actions) {
        var sentences = new TreeMap<String, String>();
        kind.value("sentence").ifPresent(node -> sentences.put("", kind.typed(node, "", text -> text)));
        kind.value("sentences").ifPresent(node -> {
            var all = new YamlMapping(node, faults);
            for (String action : all.keys()) {
                Node text = all.value(action).orElseThrow();
                if (actions.stream().noneMatch(known -> known.value().equals(action))) {
                    faults.add(text, "a sentence for '" + action + "', which is not among the actions");
                }
                sentences.put(action, all.typed(text, "", t -> t));
            }
        });
        return sentences;
    }

    private Since<Vocabulary.Item> item(Node node) {
        var entry = new YamlMapping(node, faults).only("matching", "risk", "adding", "sentence", "since", "until");
        return since(
                entry,
                new Vocabulary.Item(
                        entry.require("matching", NOTHING, EntitlementText::parse),
                        entry.<@Nullable Risk>read("risk", null, text -> word(Risk.values(), text)),
                        entry.<@Nullable Direction>read("adding", null, text -> word(Direction.values(), text)),
                        entry.<@Nullable String>read("sentence", null, text -> text)));
    }

    /** A list whose elements are plain text, or mappings that put it under {@code valueKey} beside since and until. */
    private <T> List<Since<T>> entries(
            YamlMapping parent, String key, String valueKey, T fallback, Function<String, T> reader) {
        var entries = new ArrayList<Since<T>>();
        for (Node node : parent.list(key)) {
            if (node instanceof ScalarNode) {
                entries.add(new Since<>(parent.typed(node, fallback, reader), null, null));
            } else {
                var entry = new YamlMapping(node, faults).only(valueKey, "since", "until");
                entries.add(since(entry, entry.require(valueKey, fallback, reader)));
            }
        }
        return entries;
    }

    private static <T> Since<T> since(YamlMapping entry, T value) {
        return new Since<>(
                value,
                entry.<@Nullable Release>read("since", null, Release::of),
                entry.<@Nullable Release>read("until", null, Release::of));
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' must be true or false");
        };
    }

    /** The constant that is spelled {@code text}, in lower case with hyphens. */
    private static <E extends Enum<E>> E word(E[] constants, String text) {
        var known = new ArrayList<String>();
        for (E constant : constants) {
            String spelled = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (spelled.equals(text)) {
                return constant;
            }
            known.add(spelled);
        }
        throw new IllegalArgumentException("'" + text + "' must be one of " + String.join(", ", known));
    }
}
