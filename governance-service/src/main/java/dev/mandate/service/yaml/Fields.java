package dev.mandate.service.yaml;

import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Flag;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The keys of one block as written. Unknown, empty and missing keys are faults as soon as it is made. */
public final class Fields {
    private final Block block;
    private final Node.Table table;
    private final Faults faults;
    private final Map<String, Node.Entry> entries = new LinkedHashMap<>();

    private Fields(Block block, Node.Table table, Faults faults) {
        this.block = block;
        this.table = table;
        this.faults = faults;
    }

    /** Empty, with a fault, where the node is not a mapping. */
    public static Optional<Fields> of(Block block, Node node, Faults faults) {
        if (!(node instanceof Node.Table table)) {
            String keys = Shown.oneOf(block.names());
            faults.add(node.place(), block.title() + " is " + node.shape(), "write a mapping with " + keys);
            return Optional.empty();
        }
        var fields = new Fields(block, table, faults);
        fields.sort();
        return Optional.of(fields);
    }

    private void sort() {
        List<String> known = block.names();
        for (Node.Entry entry : table.entries()) {
            String name = entry.key().value();
            if (!known.contains(name)) {
                faults.add(
                        entry.key().place(),
                        "unknown key " + Shown.quote(name) + " in " + block.title(),
                        Nearest.hint(name, known, "known are " + Shown.oneOf(known)));
                continue;
            }
            if (entry.value() instanceof Node.Text text && text.isNull()) {
                faults.add(
                        text.place(),
                        "'" + name + "' has no value",
                        "give it " + form(block.key(name)) + ", or remove the key");
                continue;
            }
            entries.put(name, entry);
        }
        for (Shape.Key key : block.keys()) {
            if (key.required()
                    && table.entries().stream().noneMatch(e -> e.key().value().equals(key.name()))) {
                String fix = "add " + key.name() + ": " + key.example();
                faults.add(table.place(), block.title() + " has no '" + key.name() + "'", fix);
            }
        }
    }

    private static String form(Shape.Key key) {
        return key.shape() instanceof Shape.Text text ? text.form() : "a value such as " + key.example();
    }

    public Place place() {
        return table.place();
    }

    /** Where the key's value is, or the whole block where the key is left out. */
    public Place place(String key) {
        return node(key).map(Node::place).orElse(table.place());
    }

    public Optional<Node> node(String key) {
        Shape.Key known = block.key(key);
        return Optional.ofNullable(entries.get(known.name())).map(Node.Entry::value);
    }

    public Optional<String> text(String key) {
        return scalar(key).map(Node.Text::value);
    }

    /** The value that {@code parser} makes of the text; what it throws becomes a fault here. */
    public <T> Optional<T> parsed(String key, Function<String, T> parser) {
        String form = form(block.key(key));
        return scalar(key)
                .flatMap(text ->
                        parsed(text, parser, isId(key) ? slug(text.value()).orElse(form) : form, faults));
    }

    private boolean isId(String key) {
        return block.key(key).shape().equals(Shape.ID);
    }

    /** The id that somebody probably meant. */
    private static Optional<String> slug(String text) {
        String slug = text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_.]+", "-");
        return Shape.isId(slug) ? Optional.of("'" + slug + "'") : Optional.empty();
    }

    public static <T> Optional<T> parsed(Node.Text text, Function<String, T> parser, String form, Faults faults) {
        try {
            return Optional.of(parser.apply(text.value()));
        } catch (IllegalArgumentException e) {
            faults.add(text.place(), String.valueOf(e.getMessage()), "write " + form);
            return Optional.empty();
        }
    }

    public Optional<String> word(String key) {
        if (!(block.key(key).shape() instanceof Words words)) {
            throw new IllegalStateException(key + " is not a choice of words");
        }
        return scalar(key).flatMap(text -> {
            if (words.words().contains(text.value())) {
                return Optional.of(text.value());
            }
            String allowed = "write " + Shown.oneOf(words.words());
            faults.add(
                    text.place(),
                    "'" + key + "' is " + Shown.quote(text.value()),
                    Nearest.hint(text.value(), words.words(), allowed));
            return Optional.empty();
        });
    }

    public boolean flag(String key) {
        if (!(block.key(key).shape() instanceof Flag)) {
            throw new IllegalStateException(key + " is not a flag");
        }
        return scalar(key).map(text -> flag(key, text)).orElse(false);
    }

    private boolean flag(String key, Node.Text text) {
        boolean yes = text.plain() && List.of("true", "True", "TRUE").contains(text.value());
        if (!yes && !(text.plain() && List.of("false", "False", "FALSE").contains(text.value()))) {
            faults.add(text.place(), "'" + key + "' is " + Shown.quote(text.value()), "write true or false");
        }
        return yes;
    }

    public OptionalInt number(String key) {
        if (!(block.key(key).shape() instanceof Whole bounds)) {
            throw new IllegalStateException(key + " is not a number");
        }
        return node(key).map(node -> number(key, node, bounds, faults)).orElse(OptionalInt.empty());
    }

    public static OptionalInt number(String key, Node node, Whole bounds, Faults faults) {
        if (node instanceof Node.Text text && text.plain() && text.value().matches("[-+]?[0-9]{1,10}")) {
            long value = Long.parseLong(text.value());
            if (value >= bounds.least() && value <= bounds.most()) {
                return OptionalInt.of((int) value);
            }
        }
        String shown = node instanceof Node.Text text ? Shown.quote(text.value()) : node.shape();
        String fix = String.format("write a whole number from %d to %d", bounds.least(), bounds.most());
        faults.add(node.place(), "'" + key + "' is " + shown, fix);
        return OptionalInt.empty();
    }

    /** The items of a list; empty where the key is left out or, with a fault, where it is no list. */
    public List<Node> items(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Items)) {
            String fix = "write a list, such as " + block.key(key).example();
            faults.add(node.get().place(), "'" + key + "' is " + node.get().shape(), fix);
        }
        return node.map(n -> n instanceof Node.Items list ? list.items() : List.<Node>of())
                .orElse(List.of());
    }

    /** One text, or a list of texts. */
    public List<Node.Text> texts(String key) {
        return node(key).map(node -> texts(key, node, faults)).orElse(List.of());
    }

    public static List<Node.Text> texts(String key, Node node, Faults faults) {
        List<Node> items = node instanceof Node.Items list ? list.items() : List.of(node);
        if (items.isEmpty()) {
            faults.add(node.place(), "'" + key + "' is an empty list", "give at least one value, or remove the key");
        }
        var texts = new ArrayList<Node.Text>();
        items.forEach(item -> text(key, item, faults).ifPresent(texts::add));
        return texts;
    }

    public static Optional<Node.Text> text(String key, Node node, Faults faults) {
        if (node instanceof Node.Text text && !text.isNull()) {
            return Optional.of(text);
        }
        faults.add(node.place(), "'" + key + "' holds " + node.shape(), "write text");
        return Optional.empty();
    }

    public Optional<Fields> fields(String key, Block inner) {
        return node(key).flatMap(node -> of(inner, node, faults));
    }

    private Optional<Node.Text> scalar(String key) {
        return node(key).flatMap(node -> {
            if (node instanceof Node.Text text) {
                return Optional.of(text);
            }
            faults.add(node.place(), "'" + key + "' is " + node.shape(), "write " + form(block.key(key)));
            return Optional.empty();
        });
    }
}
