package dev.mandate.service.policy;

import dev.mandate.service.yaml.Shape;
import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Either;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shape.TableOf;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the tables of docs/policy-reference.md; the text around them is kept in the page. */
final class PolicyReference {
    private static final List<Block> BLOCKS = List.of(
            PolicyFormat.POLICY,
            PolicyFormat.DEPLOYMENT,
            PolicyFormat.MANAGE,
            PolicyFormat.APP_ROLE,
            PolicyFormat.ROLE,
            PolicyFormat.CLAUSE,
            PolicyFormat.ENTITLEMENT,
            PolicyFormat.MAPPING,
            PolicyFormat.ASSIGNMENT,
            PolicyFormat.SELECTOR,
            PolicyFormat.CONSTRAINT,
            PolicyFormat.GUARDS,
            PolicyFormat.MAX_GAINS);

    private PolicyReference() {}

    static String tables() {
        return BLOCKS.stream().map(PolicyReference::table).collect(Collectors.joining("\n"));
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
            case Either(var shapes) ->
                shapes.stream().map(PolicyReference::form).collect(Collectors.joining(", or "));
            case Block block -> "block `" + block.name() + "`";
        };
    }
}
