package dev.mandate.agent.airflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.http.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Airflow 3.3.2 with FAB provider 3.10.2 as its REST interface behaves, traps included, and with faults on demand. What
 * it does is what the real one was seen to do; {@code AirflowContainerIT} holds the agent to the real one.
 */
final class ScriptedAirflow implements AutoCloseable {
    static final String USER = "mandate";
    static final String PASSWORD = "agent-password";
    private static final Set<String> BUILT_IN = Set.of("Admin", "Op", "User", "Viewer", "Public");
    private static final String FAB = "/auth/fab/v1/";

    /** What happens to one request instead of the usual. */
    enum Fault {
        /** Taken and forgotten; the connection ends without an answer. */
        BREAK,
        /** Done; the connection ends without an answer. */
        DO_AND_BREAK,
        /** Not done; plain text. */
        FAIL,
        /** Done; plain text all the same. */
        DO_AND_FAIL,
        /** Not done, but answered as if. */
        ECHO,
        /** Somebody asks to be left alone for an hour. */
        THROTTLE,
        /** The account may not. */
        FORBID
    }

    /** A request as it came, without its token. */
    record Seen(String method, String path, String body) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final Map<String, FabRole> roles = new TreeMap<>();
    final List<FabUser> users = new ArrayList<>();
    final Set<Pair> pairs = new HashSet<>();
    String version = "3.3.2";
    String provider = "3.10.2";
    boolean fab = true;
    int pageLimit = 100;
    int logins;
    Optional<String> publicRole = Optional.empty();
    final Map<String, String> lastLogins = new HashMap<>();
    UnaryOperator<Map<String, Object>> page = answer -> answer;

    private final Map<Predicate<Seen>, List<Fault>> faults = new HashMap<>();
    private final Set<String> writing = new HashSet<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private String token = "token-0";

    ScriptedAirflow() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        for (String resource : List.of("DAGs", "DAG Runs", "Users", "Roles", "Website", "DAG:sales_daily", "DAG:hr")) {
            for (String action : List.of("can_read", "can_create", "can_edit", "can_delete")) {
                pairs.add(new Pair(action, resource));
            }
        }
        BUILT_IN.forEach(name -> roles.put(name, new FabRole(name, Set.of())));
        roles.put("mandate-agent", new FabRole("mandate-agent", Set.of(new Pair("can_edit", "Users"))));
        user(USER, "mandate-agent");
        user("admin", "Admin");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized FabUser user(String name, String... held) {
        var user = new FabUser(
                name,
                name + "@example.org",
                "First",
                "Last",
                Set.of(held),
                dev.mandate.model.state.AccountStatus.ENABLED,
                "2026-03-01T08:00:00." + String.format("%06d", users.size()));
        users.add(user);
        return user;
    }

    synchronized void role(String name, Pair... content) {
        roles.put(name, new FabRole(name, Set.of(content)));
    }

    synchronized Set<String> rolesOf(String user) {
        return users.stream()
                .filter(u -> u.name().equals(user))
                .findFirst()
                .orElseThrow()
                .roles();
    }

    synchronized Set<Pair> contentOf(String role) {
        return Optional.ofNullable(roles.get(role)).orElseThrow().pairs();
    }

    /** The next requests of this method whose path contains {@code part} meet these faults, one each. */
    synchronized void fault(String method, String part, Fault... next) {
        faults.put(seen -> seen.method().equals(method) && seen.path().contains(part), new ArrayList<>(List.of(next)));
    }

    /** Every token given out so far is no longer good. */
    synchronized void forgetTokens() {
        logins++;
        token = "token-" + logins;
    }

    List<String> writes() {
        return seen.stream()
                .filter(request ->
                        !request.method().equals("GET") && !request.path().equals("/auth/token"))
                .map(Seen::toString)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var request =
                new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body);
        seen.add(request);
        String object = request.method().equals("GET") ? "" : request.path().replaceAll("\\?.*", "") + subject(body);
        synchronized (writing) {
            if (!object.isEmpty() && !writing.add(object)) {
                text(exchange, 500, "Internal Server Error");
                return;
            }
        }
        try {
            play(exchange, request);
        } finally {
            synchronized (writing) {
                writing.remove(object);
            }
        }
    }

    private void play(HttpExchange exchange, Seen request) throws IOException {
        Optional<Fault> fault = nextFault(request);
        if (fault.isEmpty()) {
            answer(exchange, request);
            return;
        }
        switch (fault.get()) {
            case BREAK -> exchange.close();
            case DO_AND_BREAK -> {
                respond(request);
                exchange.close();
            }
            case FAIL -> text(exchange, 500, "Internal Server Error");
            case DO_AND_FAIL -> {
                respond(request);
                text(exchange, 500, "Internal Server Error");
            }
            case ECHO -> json(exchange, new Response(200, Json.write(Map.of("name", "echo"))));
            case THROTTLE -> {
                exchange.getResponseHeaders().set("Retry-After", "3600");
                json(exchange, detail(429, "slow down"));
            }
            case FORBID -> json(exchange, detail(403, "Forbidden"));
        }
    }

    private synchronized Optional<Fault> nextFault(Seen request) {
        return faults.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty() && entry.getKey().test(request))
                .findFirst()
                .map(entry -> entry.getValue().removeFirst());
    }

    private void answer(HttpExchange exchange, Seen request) throws IOException {
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        boolean open =
                request.path().startsWith("/auth/token") || request.path().endsWith("/version");
        if (!open && !("Bearer " + token).equals(sent)) {
            json(exchange, sent == null ? detail(401, "Not authenticated") : detail(403, "Invalid JWT token"));
            return;
        }
        Response response = respond(request);
        if (response.status() == 404 && response.body().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            send(exchange, 404, "<html>Airflow 404</html>");
            return;
        }
        json(exchange, response);
    }

    private record Response(int status, String body) {}

    private synchronized Response respond(Seen request) {
        String path = request.path().replaceAll("\\?.*", "");
        if (path.equals("/api/v2/version")) {
            return version.startsWith("2") ? new Response(404, "") : ok(Map.of("version", version));
        }
        if (path.equals("/api/v1/version")) {
            return version.startsWith("2") ? ok(Map.of("version", version)) : detail(404, "removed");
        }
        if (path.equals("/auth/token")) {
            return login(request.body());
        }
        if (path.equals("/api/v2/providers")) {
            return list(
                    request,
                    "providers",
                    List.of(Map.of("package_name", "apache-airflow-providers-fab", "version", provider)));
        }
        if (path.endsWith("/option/auth_role_public") && publicRole.isPresent()) {
            var option = Map.of("key", "auth_role_public", "value", publicRole.get());
            return ok(Map.of("sections", List.of(Map.of("name", "fab", "options", List.of(option)))));
        }
        if (path.startsWith("/api/v2/config")) {
            return detail(403, "Forbidden");
        }
        if (!fab || !path.startsWith(FAB)) {
            return new Response(404, "");
        }
        String[] parts = path.substring(FAB.length()).split("/", -1);
        if (parts.length > 2) {
            return new Response(404, "");
        }
        String name = parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
        if (name.contains("/")) {
            return new Response(404, "");
        }
        return switch (parts[0]) {
            case "roles" -> roles(request, name);
            case "users" -> users(request, name);
            case "permissions" ->
                list(
                        request,
                        "actions",
                        pairs.stream()
                                .sorted(Comparator.comparing(Pair::toString))
                                .map(ScriptedAirflow::pair)
                                .toList());
            default -> new Response(404, "");
        };
    }

    private Response login(String body) {
        JsonNode given = parse(body);
        boolean right = given.path("username").asString("").equals(USER)
                && given.path("password").asString("").equals(PASSWORD);
        if (!right) {
            return detail(401, "Invalid credentials");
        }
        logins++;
        token = "token-" + logins;
        return new Response(201, Json.write(Map.of("access_token", token)));
    }

    private Response roles(Seen request, String name) {
        if (name.isEmpty() && request.method().equals("GET")) {
            return list(
                    request,
                    "roles",
                    roles.values().stream().map(ScriptedAirflow::role).toList());
        }
        String key = name.isEmpty() ? parse(request.body()).path("name").asString("") : name;
        Optional<FabRole> role = Optional.ofNullable(roles.get(key));
        if (role.isEmpty() && !request.method().equals("POST")) {
            return detail(404, "Role with name `" + key + "` was not found");
        }
        return switch (request.method()) {
            case "GET" -> ok(role(role.orElseThrow()));
            case "DELETE" -> {
                roles.remove(key);
                users.replaceAll(user -> user.withRoles(without(user.roles(), key)));
                yield new Response(200, "null");
            }
            case "POST" -> role.isPresent() ? detail(409, "exists") : write(key, parse(request.body()));
            case "PATCH" -> write(key, parse(request.body()));
            default -> new Response(404, "");
        };
    }

    private Response write(String name, JsonNode body) {
        if (name.codePointCount(0, name.length()) > 64) {
            return new Response(500, "");
        }
        FabRole role = FabJson.role(body);
        for (Pair pair : role.pairs()) {
            if (pairs.stream().noneMatch(known -> known.action().equals(pair.action()))
                    || pairs.stream().noneMatch(known -> known.resource().equals(pair.resource()))) {
                return detail(400, "The specified action or resource was not found");
            }
        }
        pairs.addAll(role.pairs());
        roles.put(name, new FabRole(name, role.pairs()));
        return ok(role(role));
    }

    private Response users(Seen request, String name) {
        if (name.isEmpty() && request.method().equals("GET")) {
            return list(request, "users", users.stream().map(this::user).toList());
        }
        if (request.method().equals("POST")) {
            return createUser(parse(request.body()));
        }
        List<FabUser> found = users.stream()
                .filter(user -> user.name().equalsIgnoreCase(name))
                .toList();
        if (found.size() != 1) {
            return detail(404, "The User with username `" + name + "` was not found");
        }
        FabUser user = found.getFirst();
        if (request.method().equals("GET")) {
            return ok(user(user));
        }
        Set<String> wanted = names(parse(request.body()));
        if (!roles.keySet().containsAll(wanted)) {
            return detail(400, "Unknown roles: " + without(wanted, ""));
        }
        users.replaceAll(other -> other.equals(user) ? user.withRoles(wanted) : other);
        return ok(user(user.withRoles(wanted)));
    }

    private Response createUser(JsonNode body) {
        String name = body.path("username").asString("");
        String email = body.path("email").asString("");
        if (users.stream()
                .anyMatch(user ->
                        user.name().equalsIgnoreCase(name) || user.email().equals(email))) {
            return detail(409, "User with username `" + name + "` or this e-mail already exists");
        }
        Set<String> held = names(body);
        if (body.path("password").asString("").length() < 40) {
            return detail(422, "the test wants a long random password");
        }
        if (held.isEmpty()) {
            return new Response(500, "");
        }
        if (!roles.keySet().containsAll(held)) {
            return detail(400, "Unknown roles");
        }
        user(name, held.toArray(String[]::new));
        users.set(users.size() - 1, withEmail(users.getLast(), email));
        return ok(user(users.getLast()));
    }

    private Response list(Seen request, String key, List<?> all) {
        int limit = Math.min(number(request, "limit", 100), pageLimit);
        int offset = Math.min(number(request, "offset", 0), all.size());
        var rows = all.subList(offset, Math.min(all.size(), offset + limit));
        Map<String, Object> answer = new HashMap<>(Map.of(key, rows, "total_entries", all.size()));
        return ok(page.apply(answer));
    }

    private static int number(Seen request, String name, int fallback) {
        var found = java.util.regex.Pattern.compile("[?&]" + name + "=(\\d+)").matcher(request.path());
        return found.find() ? Integer.parseInt(found.group(1)) : fallback;
    }

    private static FabUser withEmail(FabUser user, String email) {
        return new FabUser(
                user.name(), email, user.firstName(), user.lastName(), user.roles(), user.status(), user.createdOn());
    }

    private static Set<String> without(Set<String> all, String one) {
        var rest = new HashSet<>(all);
        rest.remove(one);
        return rest;
    }

    private static Set<String> names(JsonNode body) {
        var names = new HashSet<String>();
        body.path("roles").forEach(role -> names.add(role.path("name").asString("")));
        return names;
    }

    private static String subject(String body) {
        if (body.isEmpty()) {
            return "";
        }
        JsonNode json = parse(body);
        return json.path("username").asString(json.path("name").asString(""));
    }

    private static JsonNode parse(String body) {
        return Json.read(Call.of(Call.Method.POST, "test"), new Reply.Answer(200, "application/json", body));
    }

    private static Map<String, Object> role(FabRole role) {
        return Map.of(
                "name",
                role.name(),
                "actions",
                role.pairs().stream().map(ScriptedAirflow::pair).toList());
    }

    private static Map<String, Object> pair(Pair pair) {
        return Map.of("action", Map.of("name", pair.action()), "resource", Map.of("name", pair.resource()));
    }

    private Map<String, Object> user(FabUser user) {
        var json = new HashMap<String, Object>();
        json.put("username", user.name());
        json.put("email", user.email());
        json.put("first_name", user.firstName());
        json.put("last_name", user.lastName());
        json.put(
                "roles", user.roles().stream().map(role -> Map.of("name", role)).toList());
        json.put("active", true);
        json.put("created_on", String.valueOf(user.createdOn()));
        json.put("last_login", lastLogins.get(user.name()));
        json.put("login_count", lastLogins.containsKey(user.name()) ? 1 : null);
        return json;
    }

    private static Response ok(Object body) {
        return new Response(200, Json.write(body));
    }

    private static Response detail(int status, String text) {
        return new Response(status, Json.write(Map.of("detail", text)));
    }

    private static void json(HttpExchange exchange, Response response) throws IOException {
        if (response.status() == 500) {
            text(exchange, 500, "Internal Server Error");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, response.status(), response.body());
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, status, text);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
