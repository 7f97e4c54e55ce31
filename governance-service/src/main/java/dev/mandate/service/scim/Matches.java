package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import dev.mandate.service.scim.Filter.Comparison;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Whether one value of a list fulfils the filter in a path's brackets. */
final class Matches {
    private Matches() {}

    static boolean of(Filter filter, JsonNode element) {
        return switch (filter) {
            case Filter.All(var parts) -> parts.stream().allMatch(part -> of(part, element));
            case Filter.Any(var parts) -> parts.stream().anyMatch(part -> of(part, element));
            case Filter.Not(var inner) -> !of(inner, element);
            case Filter.Present(var path) -> part(path, element).isPresent();
            case Filter.Compare(var path, var comparison, var value) ->
                part(path, element)
                        .map(said -> compares(path, said, comparison, value))
                        .orElse(comparison == Comparison.NE);
            case Filter.Within ignored -> throw new IllegalStateException("a list inside a list");
        };
    }

    private static Optional<JsonNode> part(AttributePath path, JsonNode element) {
        AttributeDefinition sub = path.sub();
        JsonNode said = sub == null ? element : element.path(sub.getName());
        return said.isMissingNode() || said.isNull() ? Optional.empty() : Optional.of(said);
    }

    private static boolean compares(AttributePath path, JsonNode said, Comparison comparison, JsonNode value) {
        AttributeDefinition leaf = path.leaf();
        boolean exact = leaf != null && leaf.isCaseExact() && leaf.getType() != AttributeDefinition.Type.BOOLEAN;
        String one = exact ? said.asString() : ResourceSchema.lower(said.asString());
        String other = exact ? value.asString() : ResourceSchema.lower(value.asString());
        return switch (comparison) {
            case EQ -> one.equals(other);
            case NE -> !one.equals(other);
            case CO -> one.contains(other);
            case SW -> one.startsWith(other);
            case EW -> one.endsWith(other);
            case GT -> one.compareTo(other) > 0;
            case GE -> one.compareTo(other) >= 0;
            case LT -> one.compareTo(other) < 0;
            case LE -> one.compareTo(other) <= 0;
        };
    }
}
