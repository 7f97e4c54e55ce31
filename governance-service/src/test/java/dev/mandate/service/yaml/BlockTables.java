package dev.mandate.service.yaml;

import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Either;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shape.TableOf;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the keys of a YAML format as the tables of a page. */
public final class BlockTables {
    private BlockTables() {}

    public static String of(List<Block> blocks) {
        return blocks.stream().map(BlockTables::table).collect(Collectors.joining("\n"));
    }

    private static String table(Block block) {
        String rows = block.keys().stream()
                .map(key -> "| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                key.name(),
                                cell(form(key.shape())),
                                key.required() ? "required" : cell(key.fallback()),
                                cell(key.description()),
                                key.example().equals("[…]") ? "" : "`" + cell(key.example()) + "`"))
                .collect(Collectors.joining());
        return "### `" + block.name() + "`\n\n| key | value | default | meaning | example |\n|---|---|---|---|---|\n"
                + rows;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String form(Shape shape) {
        return switch (shape) {
            case Shape.Text text -> text.form();
            case Words(var words) ->
                words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
            case Shape.Flag ignored -> "`true` or `false`";
            case Whole(int least, int most) -> most >= 1_000_000 ? "number" : "number, %d to %d".formatted(least, most);
            case ListOf(var item) -> "list of: " + form(item);
            case TableOf(var keys, var value) -> "any " + keys + ": " + form(value);
            case Either(var shapes) -> shapes.stream().map(BlockTables::form).collect(Collectors.joining(", or "));
            case Block block -> "block `" + block.name() + "`";
        };
    }
}
