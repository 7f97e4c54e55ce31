package dev.mandate.service.policy;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.service.yaml.Shape;
import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Either;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes JSON as YAML that people like to read: keys in the order of the format, short things on one line. */
final class YamlWriter {
    private static final int WIDTH = 110;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*");
    /** What some YAML reader, of 1.1 too, takes for something else than text. */
    private static final Pattern NOT_TEXT =
            Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null|[.]?(?!\\d{4}-\\d{2}-\\d{2}$)[0-9].*|[.].*");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(Members value, Block block) {
        var writer = new YamlWriter();
        writer.table(value, block, 0);
        return writer.out.toString();
    }

    private void table(Members value, Shape shape, int indent) {
        for (Map.Entry<String, JsonValue> entry : inOrder(value, shape)) {
            out.append(" ".repeat(indent)).append(text(entry.getKey())).append(':');
            value(entry.getValue(), inner(shape, entry.getKey()), indent);
        }
    }

    private void value(JsonValue value, Shape shape, int indent) {
        String line = flow(value, shape);
        if (isOneLine(value, line.length() + indent, indent)) {
            out.append(' ').append(line).append('\n');
            return;
        }
        out.append('\n');
        if (value instanceof Members members) {
            table(members, shape, indent + 2);
        } else if (value instanceof Array array) {
            array.items().forEach(item -> item(item, shape instanceof ListOf list ? list.item() : shape, indent));
        }
    }

    private void item(JsonValue item, Shape shape, int indent) {
        String line = flow(item, shape);
        out.append(" ".repeat(indent)).append("  - ");
        if (!(item instanceof Members members) || (members.byName().size() < 4 && line.length() + indent < WIDTH)) {
            out.append(line).append('\n');
            return;
        }
        int start = out.length();
        table(members, shape, indent + 4);
        out.delete(start, start + indent + 4);
    }

    /** Lists at the top of a file get a line per item; below that, whatever fits is one line. */
    private static boolean isOneLine(JsonValue value, int length, int indent) {
        boolean empty = (value instanceof Array array && array.items().isEmpty())
                || (value instanceof Members members && members.byName().isEmpty());
        boolean collection = value instanceof Array || value instanceof Members;
        return empty || !collection || (indent > 0 && length < WIDTH);
    }

    private static String flow(JsonValue value, Shape shape) {
        return switch (value) {
            case JsonValue.Text(var text) -> text(text);
            case Numeral(var number) ->
                new BigDecimal(number).stripTrailingZeros().toPlainString();
            case Bool(var bool) -> String.valueOf(bool);
            case Null() -> "null";
            case Array array -> {
                Shape item = shape instanceof ListOf list ? list.item() : shape;
                yield "["
                        + String.join(
                                ", ",
                                array.items().stream().map(i -> flow(i, item)).toList()) + "]";
            }
            case Members members -> {
                var parts = new ArrayList<String>();
                inOrder(members, shape)
                        .forEach(e ->
                                parts.add(text(e.getKey()) + ": " + flow(e.getValue(), inner(shape, e.getKey()))));
                yield "{" + String.join(", ", parts) + "}";
            }
        };
    }

    private static List<Map.Entry<String, JsonValue>> inOrder(Members value, Shape shape) {
        Optional<Block> block = block(shape);
        var entries = new ArrayList<>(value.byName().entrySet());
        block.ifPresent(b -> entries.sort((x, y) ->
                Integer.compare(b.names().indexOf(x.getKey()), b.names().indexOf(y.getKey()))));
        return entries;
    }

    private static Shape inner(Shape shape, String key) {
        return block(shape).map(block -> block.key(key).shape()).orElse(shape);
    }

    private static Optional<Block> block(Shape shape) {
        return switch (shape) {
            case Block block -> Optional.of(block);
            case Either(var shapes) ->
                shapes.stream().flatMap(s -> block(s).stream()).findFirst();
            case ListOf(var item) -> block(item);
            case Shape.Text ignored -> Optional.empty();
            case Shape.Words ignored -> Optional.empty();
            case Shape.Flag ignored -> Optional.empty();
            case Shape.Whole ignored -> Optional.empty();
            case Shape.TableOf ignored -> Optional.empty();
        };
    }

    static String text(String value) {
        if (value.length() < 200
                && PLAIN.matcher(value).matches()
                && !NOT_TEXT.matcher(value).matches()) {
            return value;
        }
        var quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean harmless = Shown.isAllowed(c);
                    quoted.append(harmless ? Character.toString(c) : String.format("\\U%08x", c));
                }
            }
        });
        return quoted.append('"').toString();
    }
}
