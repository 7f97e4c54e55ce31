package dev.mandate.service.yaml;

import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Either;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shape.TableOf;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a YAML format as a JSON Schema (draft 2020-12), for editors. */
public final class BlockSchema {
    private final List<Block> defined;

    private BlockSchema(List<Block> defined) {
        this.defined = List.copyOf(defined);
    }

    /**
     * The schema of one file.
     *
     * @param name of the schema's own file, before {@code .schema.json}
     * @param defined blocks that are written once and referred to
     */
    public static String of(String name, String title, Block whole, List<Block> defined) {
        return new BlockSchema(defined).text(name, title, whole);
    }

    private String text(String name, String title, Block whole) {
        var definitions = new ArrayList<String>();
        defined.forEach(block -> definitions.add("    " + quoted(block.name()) + ": " + block(block, 4)));
        return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "$id": "https://mandate.dev/schema/%s.schema.json",
                  "title": %s,
                  "description": "Made from the reader's own list of keys; change that, not this file.",
                  %s,
                  "$defs": {
                %s
                  }
                }
                """.formatted(name, quoted(title), body(whole, 2), String.join(",\n", definitions));
    }

    private String block(Block block, int indent) {
        return "{\n" + " ".repeat(indent + 2) + body(block, indent + 2) + "\n" + " ".repeat(indent) + "}";
    }

    private String body(Block block, int indent) {
        String pad = " ".repeat(indent);
        String properties = block.keys().stream()
                .map(key -> pad + "  " + quoted(key.name()) + ": " + property(key))
                .collect(Collectors.joining(",\n"));
        String required = block.keys().stream()
                .filter(Shape.Key::required)
                .map(key -> quoted(key.name()))
                .collect(Collectors.joining(", "));
        return "\"type\": \"object\",\n"
                + pad + "\"additionalProperties\": false,\n"
                + (required.isEmpty() ? "" : pad + "\"required\": [" + required + "],\n")
                + pad + "\"properties\": {\n" + properties + "\n" + pad + "}";
    }

    private String property(Shape.Key key) {
        String more = key.required() ? "" : " Default: " + key.fallback() + ".";
        return "{\"description\": " + quoted(key.description() + more) + ", " + inner(key.shape()) + "}";
    }

    private String inner(Shape shape) {
        return switch (shape) {
            case Shape.Text(String form, var pattern) ->
                "\"type\": [\"string\", \"number\", \"boolean\"]"
                        + (pattern == null ? "" : ", \"pattern\": " + quoted("^(?:" + pattern + ")$"));
            case Words(var words) ->
                "\"enum\": [" + words.stream().map(BlockSchema::quoted).collect(Collectors.joining(", ")) + "]";
            case Shape.Flag ignored -> "\"type\": \"boolean\"";
            case Whole(int least, int most) ->
                "\"type\": \"integer\", \"minimum\": %d, \"maximum\": %d".formatted(least, most);
            case ListOf(var item) -> "\"type\": \"array\", \"items\": {" + inner(item) + "}";
            case TableOf(var keys, var value) ->
                "\"type\": \"object\", \"additionalProperties\": {" + inner(value) + "}";
            case Either(var shapes) ->
                "\"anyOf\": [" + shapes.stream().map(s -> "{" + inner(s) + "}").collect(Collectors.joining(", ")) + "]";
            case Block block when defined.contains(block) -> "\"$ref\": \"#/$defs/" + block.name() + "\"";
            case Block block ->
                "\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
                        + block.keys().stream()
                                .map(key -> quoted(key.name()) + ": " + property(key))
                                .collect(Collectors.joining(", "))
                        + "}";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
