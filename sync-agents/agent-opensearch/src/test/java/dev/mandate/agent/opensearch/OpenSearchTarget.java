package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An OpenSearch over plain HTTP, so that the line can speak HTTP too, with an agent that may do just what it must. */
final class OpenSearchTarget implements ContractTarget, AutoCloseable {
    static final String API = "/_plugins/_security/api/";
    private static final List<String> DOCUMENTS =
            List.of("internalusers", "roles", "rolesmapping", "actiongroups", "tenants");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Entitlement FILTERED = EntitlementText.parse(
            "index:\"hr-*\" read;condition=\"{\\\"dls\\\":\\\"{\\\\\\\"match_all\\\\\\\":{}}\\\",\\\"fls\\\":[\\\"~salary\\\"],\\\"masked\\\":[\\\"name\\\"]}\"");

    private final OpenSearchServer server;

    OpenSearchTarget() {
        server = new OpenSearchServer(OnOpenSearch.zips(), true, false);
        server.admin("PUT", API + "internalusers/mandate", "{\"password\":\"" + OpenSearchServer.PASSWORD + "\"}");
        server.admin("PUT", API + "roles/mandate", "{\"cluster_permissions\":[\"cluster:monitor/main\"]}");
        server.admin("PUT", API + "rolesmapping/mandate", "{\"users\":[\"mandate\"]}");
        server.admin("PUT", API + "rolesmapping/security_rest_api_access", "{\"users\":[\"mandate\"]}");
        server.admin("PUT", API + "internalusers/bystander", "{\"password\":\"" + OpenSearchServer.PASSWORD + "\"}");
        server.admin(
                "PUT",
                API + "roles/bystanders",
                "{\"description\":\"of somebody else\",\"index_permissions\":[{\"index_patterns\":[\"a\",\"b\"],"
                        + "\"allowed_actions\":[\"read\",\"indices:data/write/*\"],\"fls\":[\"x\"]}]}");
        server.admin("PUT", API + "rolesmapping/bystanders", "{\"users\":[\"bystander\"],\"hosts\":[\"10.*\"]}");
    }

    OpenSearchServer server() {
        return server;
    }

    @Override
    public Agent open() {
        return server.agent(Map.of());
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return server.agent(Map.of("url", "http://127.0.0.1:" + address.getPort()));
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(server.address());
    }

    @Override
    public boolean overHttp() {
        return true;
    }

    @Override
    public Vocabulary vocabulary() {
        return new OpenSearchType().vocabularies().vocabulary(Release.of("2.19.4"));
    }

    @Override
    public List<Entitlement> contents() {
        return List.of(
                EntitlementText.parse("index:\"sales-*\" read"),
                EntitlementText.parse("index:\"sales-*\" write"),
                EntitlementText.parse("index:orders read;condition=\"{\\\"fls\\\":[\\\"~card\\\",\\\"~iban\\\"]}\""),
                EntitlementText.parse("index:orders crud;condition=\"{\\\"masked\\\":[\\\"name\\\"]}\""),
                FILTERED,
                EntitlementText.parse("index-action:\"indices:data/read/get on odd index\""),
                EntitlementText.parse("index-limit:\"hr-*\";condition=\"{\\\"fls\\\":[\\\"~salary\\\"]}\""),
                EntitlementText.parse("cluster:cluster_composite_ops_ro"),
                EntitlementText.parse("cluster:\"indices:data/read/scroll*\""),
                EntitlementText.parse("tenant:finance kibana_all_read"),
                EntitlementText.parse("tenant:\"team-*\" kibana_all_write"),
                EntitlementText.parse("index:\"logs-*\" search"));
    }

    @Override
    public Optional<Entitlement> deny() {
        return Optional.empty();
    }

    @Override
    public Optional<Entitlement> conditional() {
        return Optional.of(FILTERED);
    }

    @Override
    public void give(Grant grant) {
        change(grant, true);
    }

    @Override
    public void take(Grant grant) {
        change(grant, false);
    }

    /** Written by hand, so that the agent's own reading of an entitlement is not its judge. */
    private void change(Grant grant, boolean given) {
        Entitlement e = grant.entitlement();
        if (grant.principal() instanceof Principal.Account(var account)) {
            edit("rolesmapping", e.resource(), mapping -> set(mapping.withArray("users"), account.value(), given));
            return;
        }
        String role = ((Principal.AppRole) grant.principal()).name().value();
        edit("roles", role, json -> {
            switch (e.kind()) {
                case "cluster" -> set(json.withArray("cluster_permissions"), e.resource(), given);
                case "tenant" ->
                    entries(
                            json.withArray("tenant_permissions"),
                            "tenant_patterns",
                            e,
                            e.resource(),
                            e.action(),
                            given);
                case "index" ->
                    entries(json.withArray("index_permissions"), "index_patterns", e, e.resource(), e.action(), given);
                case "index-limit" ->
                    entries(json.withArray("index_permissions"), "index_patterns", e, e.resource(), null, given);
                case "index-action" ->
                    entries(
                            json.withArray("index_permissions"),
                            "index_patterns",
                            e,
                            "odd index",
                            "indices:data/read/get",
                            given);
                default -> throw new IllegalArgumentException(e.kind());
            }
        });
    }

    private static void entries(
            ArrayNode all,
            String patterns,
            Entitlement e,
            String pattern,
            @org.jspecify.annotations.Nullable String action,
            boolean given) {
        if (given) {
            ObjectNode entry = all.addObject();
            entry.putArray(patterns).add(pattern);
            ArrayNode actions = entry.putArray("allowed_actions");
            if (action != null) {
                actions.add(action);
            }
            if (e.condition() != null) {
                JsonNode condition = MAPPER.readTree(e.condition());
                entry.put("dls", condition.path("dls").asString(""));
                entry.set("fls", condition.path("fls").isArray() ? condition.path("fls") : entry.arrayNode());
                entry.set(
                        "masked_fields",
                        condition.path("masked").isArray() ? condition.path("masked") : entry.arrayNode());
            }
            return;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            JsonNode entry = all.get(i);
            ArrayNode actions = (ArrayNode) entry.path("allowed_actions");
            if (!entry.path(patterns).path(0).asString("").equals(pattern)) {
                continue;
            }
            if (action == null ? actions.isEmpty() : set(actions, action, false)) {
                if (actions.isEmpty()) {
                    all.remove(i);
                }
            }
        }
    }

    private static boolean set(ArrayNode texts, String text, boolean given) {
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (texts.get(i).asString("").equals(text)) {
                if (!given) {
                    texts.remove(i);
                }
                return true;
            }
        }
        if (given) {
            texts.add(text);
        }
        return false;
    }

    /** Back door: one thing of a document, written whole. */
    void edit(String document, String name, Consumer<ObjectNode> edit) {
        JsonNode all = MAPPER.readTree(server.admin("GET", API + document, ""));
        ObjectNode json = all.path(name) instanceof ObjectNode there ? there : MAPPER.createObjectNode();
        edit.accept(json);
        json.remove(List.of("reserved", "hidden", "static", "hash"));
        patch(document, List.of(Map.of("op", "add", "path", "/" + name, "value", json)));
    }

    /** Back door: of a document. */
    Set<String> names(String document) {
        return Set.copyOf(
                MAPPER.readTree(server.admin("GET", API + document, "")).propertyNames());
    }

    void patch(String document, List<?> operations) {
        server.admin("PATCH", API + document, Json.write(operations));
    }

    @Override
    public void load(int accounts, int appRoles, int each) {
        var roles = new ArrayList<Map<String, Object>>();
        var members = new TreeMap<Integer, List<String>>();
        for (int role = 0; role < appRoles; role++) {
            roles.add(add(AgentContract.MARK + "load-role-" + role, Map.of("cluster_permissions", List.of())));
            members.put(role, new ArrayList<>());
        }
        var users = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < accounts; i++) {
            String name = AgentContract.MARK + "load-" + i;
            // anything is taken for a hash
            users.add(add(name, Map.of("hash", "$2y$12$88IFVl6IfIwCFh5aQYfOmuXVL9j2hz/GusQb35o.4sdTDAEMTOD.K")));
            for (int role = 0; role < each; role++) {
                members.computeIfAbsent((i + role) % appRoles, ignored -> new ArrayList<>())
                        .add(name);
            }
        }
        var mappings = new ArrayList<Map<String, Object>>();
        members.forEach(
                (role, names) -> mappings.add(add(AgentContract.MARK + "load-role-" + role, Map.of("users", names))));
        patch("roles", roles);
        patch("internalusers", users);
        patch("rolesmapping", mappings);
    }

    private static Map<String, Object> add(String name, Map<String, Object> value) {
        return Map.of("op", "add", "path", "/" + name, "value", value);
    }

    @Override
    public void unload() {
        for (String document : List.of("rolesmapping", "internalusers", "roles")) {
            var gone = new ArrayList<Map<String, Object>>();
            for (String name :
                    MAPPER.readTree(server.admin("GET", API + document, "")).propertyNames()) {
                if (name.startsWith(AgentContract.MARK + "load-")) {
                    gone.add(Map.of("op", "remove", "path", "/" + name));
                }
            }
            if (!gone.isEmpty()) {
                patch(document, gone);
            }
        }
    }

    @Override
    public SortedSet<String> dump() {
        var lines = new TreeSet<String>();
        for (String document : DOCUMENTS) {
            MAPPER.readTree(server.admin("GET", API + document, ""))
                    .properties()
                    .forEach(entry -> lines.add(document + " " + entry.getKey() + " " + entry.getValue()));
        }
        return lines;
    }

    /** The passwords that somebody could think of; hashes are not shown to anybody. */
    @Override
    public boolean hasUsablePassword(AccountName account) {
        return List.of("", account.value(), "admin", OpenSearchServer.PASSWORD, "null").stream()
                .anyMatch(password -> server.as(account.value(), password, "GET", API + "account", "")
                                .status()
                        != 401);
    }

    @Override
    public void close() {
        server.close();
    }
}
