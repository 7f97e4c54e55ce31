package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which deployments a command is about; without any of these, all. */
final class Where {
    @Parameters(arity = "0..*", paramLabel = "DEPLOYMENT", description = "these deployments")
    private List<String> deployments = new ArrayList<>();

    @Option(names = "--application", paramLabel = "NAME", description = "only of this product, or these")
    private List<String> applications = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "only with this label, or these")
    private List<String> labels = new ArrayList<>();

    Map<String, List<String>> query() {
        Map<String, List<String>> query = new HashMap<>();
        query.put("deployment", deployments);
        query.put("application", applications);
        query.put("label", labels);
        query.values().removeIf(List::isEmpty);
        return query;
    }

    Map<String, JsonValue> body() {
        Map<String, JsonValue> body = new HashMap<>();
        query().forEach((name, values) -> body.put(
                name, JsonValue.array(values.stream().map(JsonValue::text).toList())));
        return body;
    }
}
