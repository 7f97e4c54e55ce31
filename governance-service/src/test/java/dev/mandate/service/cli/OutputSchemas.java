package dev.mandate.service.cli;

import dev.mandate.service.api.Api;
import dev.mandate.service.api.JsonShapes;
import dev.mandate.service.api.RecordDocs;
import dev.mandate.service.api.Route;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** What each command prints as JSON: mostly what a route answers with. */
final class OutputSchemas {
    /** Commands with the routes whose answers they print; where there are several, it is one of them. */
    private static final Map<String, List<String>> BY_ROUTE = Map.ofEntries(
            Map.entry("agent-list", List.of("GET /agents")),
            Map.entry("apply", List.of("POST /reconciliations")),
            Map.entry("approve", List.of("POST /approvals", "POST /policy/approvals")),
            Map.entry("client-list", List.of("GET /clients")),
            Map.entry("deployment-check", List.of("GET /deployments/{deployment}/check")),
            Map.entry("deployment-confirm", List.of("POST /deployments/{deployment}/confirm")),
            Map.entry("deployment-link", List.of("POST /deployments/{deployment}/links")),
            Map.entry("drift", List.of("GET /drift", "POST /drift/looks", "GET /drift/matrix")),
            Map.entry("drift-adopt", List.of("POST /drift/{id}/adopt")),
            Map.entry("drift-exempt", List.of("POST /drift/{id}/exempt", "POST /exemptions/{id}/end")),
            Map.entry("drift-revert", List.of("POST /drift/{id}/revert")),
            Map.entry("hold-lift", List.of("POST /holds/{id}/lift")),
            Map.entry("hold-list", List.of("GET /holds")),
            Map.entry("hold-place", List.of("POST /holds")),
            Map.entry("operator-list", List.of("GET /operators")),
            Map.entry("plan", List.of("POST /plans")),
            Map.entry("policy-export", List.of("GET /policy/files")),
            Map.entry("policy-publish", List.of("POST /policy/versions")),
            Map.entry(
                    "restore",
                    List.of(
                            "POST /deployments/{deployment}/restore",
                            "POST /deployments/{deployment}/restore/end",
                            "GET /restores")),
            Map.entry("source-check", List.of("GET /sources/{id}/check")),
            Map.entry("source-release", List.of("POST /sources/{id}/release")),
            Map.entry("subject-doubts", List.of("GET /link-doubts")),
            Map.entry("subject-unlinked", List.of("GET /accounts/unlinked", "GET /identities/unlinked")),
            Map.entry("subject-link", List.of("POST /links")),
            Map.entry("subject-show", List.of("GET /subjects/{subject}")),
            Map.entry("subject-unlink", List.of("POST /links/end")),
            Map.entry("source-token-list", List.of("GET /sources/{id}/tokens")),
            Map.entry("upgrade", List.of("GET /applications/{application}/upgrade")),
            Map.entry("what", List.of("GET /what")),
            Map.entry("whoami", List.of("GET /session")),
            Map.entry("who", List.of("GET /who")),
            Map.entry("why", List.of("GET /why")));

    /** These print what is described by hand. */
    static final List<String> BY_HAND =
            List.of("history-export", "operator-add", "policy-check", "source-token-add", "verify", "version");

    private static final Path CHECK = Path.of("../docs/schema/policy-check.schema.json");

    private final Api api;
    private final RecordDocs docs;

    OutputSchemas(Api api, RecordDocs docs) {
        this.api = api;
        this.docs = docs;
    }

    /** Those that can be made, by the command's words with dashes in between. */
    SortedMap<String, Map<String, Object>> all() {
        var all = new TreeMap<String, Map<String, Object>>();
        BY_ROUTE.forEach((command, routes) -> all.put(
                command,
                schema(command, routes.stream().map(this::view).distinct().toList())));
        all.put("run", schema("run", List.of(RunReport.class)));
        all.put("policy-plan", policyPlan());
        for (String command : List.of("policy-plan", "policy-publish")) {
            all.computeIfPresent(command, (key, schema) -> orFaulty(schema));
        }
        return all;
    }

    /** Of a faulty folder it prints what {@code policy check} does. */
    private static Map<String, Object> orFaulty(Map<String, Object> schema) {
        var own = new LinkedHashMap<String, Object>();
        var both = new LinkedHashMap<String, Object>();
        schema.forEach((key, value) -> (key.startsWith("$") || key.equals("title") ? both : own).put(key, value));
        Object defs = both.remove("$defs");
        both.put("anyOf", List.of(own, JsonMapper.shared().readValue(CHECK, Map.class)));
        if (defs != null) {
            both.put("$defs", defs);
        }
        return both;
    }

    /** Its preview beside the plans. */
    private Map<String, Object> policyPlan() {
        var shapes = new JsonShapes(docs, "#/$defs/");
        RecordComponent plans = view("POST /policy/plans").getRecordComponents()[0];
        var both = new LinkedHashMap<String, Object>();
        both.put("policy", shapes.reference(view("POST /policy/previews")));
        both.put(plans.getName(), shapes.described(plans));
        Map<String, Object> schema = opening("policy-plan");
        schema.put("type", "object");
        schema.put("required", List.copyOf(both.keySet()));
        schema.put("properties", both);
        schema.put("$defs", shapes.named());
        return schema;
    }

    private Class<?> view(String route) {
        return api.routes().stream()
                .filter(one -> one.toString().equals(route))
                .<Class<?>>map(Route::view)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no route " + route));
    }

    private Map<String, Object> schema(String command, List<Class<?>> views) {
        var shapes = new JsonShapes(docs, "#/$defs/");
        Map<String, Object> schema = opening(command);
        if (views.size() == 1) {
            schema.putAll(shapes.view(views.getFirst()));
        } else {
            schema.put("anyOf", views.stream().map(shapes::reference).toList());
        }
        if (!shapes.named().isEmpty()) {
            schema.put("$defs", shapes.named());
        }
        return schema;
    }

    private static Map<String, Object> opening(String command) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://mandate.dev/schema/" + command + ".schema.json");
        schema.put("title", "Output of mandate " + command.replace('-', ' ') + " --output json");
        schema.put("$comment", "Fields are only added. Readers ignore those they do not know.");
        return schema;
    }

    /** The words of every command that takes {@code --output}, with dashes in between. */
    static List<String> commands() {
        var all = new TreeMap<String, CommandLine>();
        collect("", MandateCommand.commandLine(), all);
        return List.copyOf(all.keySet());
    }

    private static void collect(String words, CommandLine command, Map<String, CommandLine> all) {
        if (Optional.ofNullable(command.getCommandSpec().findOption("--output")).isPresent()) {
            all.put(words, command);
        }
        command.getSubcommands()
                .forEach((name, inner) -> collect(words.isEmpty() ? name : words + "-" + name, inner, all));
    }
}
