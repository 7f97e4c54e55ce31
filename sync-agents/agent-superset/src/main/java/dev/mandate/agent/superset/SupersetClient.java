package dev.mandate.agent.superset;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import dev.mandate.agent.http.FabLogin;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.http.Pacing;
import dev.mandate.agent.http.Redaction;
import dev.mandate.agent.http.Reply;
import dev.mandate.agent.http.RestClient;
import dev.mandate.agent.http.Written;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Superset's REST interface, as far as the agent needs it. Every read is whole, or an {@link AgentException}. */
final class SupersetClient implements AutoCloseable {
    private static final String RULES = "rowlevelsecurity";
    private static final Listing<SupersetUser> USERS =
            new Listing<>(security(Method.GET, "users").slashed(), "id", SupersetJson::user);
    private static final Listing<Map.Entry<String, LastUsed.Use>> LOGINS = new Listing<>(
            security(Method.GET, "users").slashed(),
            "id",
            json -> Map.entry(Spelling.spell(SupersetJson.FIELDS.text(json, "username")), FabLogin.of(json)));
    private static final Listing<SupersetRole> ROLES =
            new Listing<>(security(Method.GET, "roles").at("search").slashed(), "id", SupersetJson::role);
    private static final Listing<Map.Entry<String, Integer>> ROLE_IDS = new Listing<>(
            security(Method.GET, "roles").slashed(),
            "id",
            json -> Map.entry(
                    AppRoles.ofRole(SupersetJson.FIELDS.text(json, "name")), SupersetJson.FIELDS.number(json, "id")));
    private static final Listing<SupersetGroup> GROUPS =
            new Listing<>(security(Method.GET, "groups").slashed(), "id", SupersetJson::group);
    private static final Listing<Map.Entry<Integer, Pair>> PAIRS =
            new Listing<>(security(Method.GET, "permissions-resources").slashed(), "id", SupersetJson::pair);

    private static final Pattern DATASET = Pattern.compile(".*\\(id:(\\d{1,9})\\)", Pattern.DOTALL);
    private static final int PASSWORD_BYTES = 32;
    private static final List<Map<String, Object>> ALL = List.of();

    private final RestClient http;
    private final Session session;
    private final Redaction redaction = new Redaction();
    private final SecureRandom random = new SecureRandom();

    SupersetClient(SupersetConfig config, Pacing pacing) {
        this.http = new RestClient(config.target(), pacing);
        this.session = new Session(http, config, redaction);
    }

    /** Superset's own release, which it tells everybody. */
    String version() {
        Call call = Call.of(Method.GET, "version");
        Reply.Answer answer = http.read(call);
        if (!answer.ok() || !answer.inJson()) {
            throw answer.status() >= 500
                    ? failed(call, answer)
                    : new AgentException(
                            ErrorCode.WRONG_TARGET, call + " answered " + answer + "; connect.url is not a Superset 6");
        }
        return SupersetJson.FIELDS.text(Json.read(call, answer), "version_string");
    }

    /** When each user last signed in, by name. */
    Map<String, LastUsed.Use> logins() {
        var logins = new TreeMap<String, LastUsed.Use>();
        LOGINS.all(this::get, ALL).forEach(login -> logins.put(login.getKey(), login.getValue()));
        return logins;
    }

    List<SupersetUser> users() {
        return USERS.all(this::get, ALL);
    }

    Optional<SupersetUser> user(String name) {
        return USERS.all(this::get, List.of(filter("username", "eq", Spelling.unspell(name)))).stream()
                .filter(user -> user.name().equals(name))
                .findFirst();
    }

    /** Users whose names differ from {@code name} in case only, or not at all. */
    List<SupersetUser> namesakes(String name) {
        // what databases make of other characters when they ignore case differs
        boolean plain = name.chars().allMatch(c -> c < 128 && c != '\\');
        List<SupersetUser> users = plain ? USERS.all(this::get, List.of(filter("username", "ct", name))) : users();
        return users.stream().filter(user -> user.name().equalsIgnoreCase(name)).toList();
    }

    Optional<SupersetUser> userWithEmail(String email) {
        return USERS.all(this::get, List.of(filter("email", "eq", email))).stream()
                .findFirst();
    }

    /** The members of a role or group by its number. */
    List<SupersetUser> members(boolean group, int id) {
        return USERS.all(this::get, List.of(filter(group ? "groups" : "roles", "rel_m_m", id)));
    }

    List<SupersetRole> roles() {
        return ROLES.all(this::get, ALL);
    }

    Optional<SupersetRole> role(String appRole) {
        String name = AppRoles.product(appRole);
        List<Map<String, Object>> filters = name.contains("\\") ? ALL : List.of(filter("name", "ct", name));
        return ROLES.all(this::get, filters).stream()
                .filter(role -> role.name().equals(appRole))
                .findFirst();
    }

    /** The numbers that roles have now, by AppRole name. */
    Map<String, Integer> roleIds() {
        return ROLE_IDS.all(this::get, ALL).stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What a role holds. */
    Set<Pair> pairs(SupersetRole role) {
        Call call = security(Method.GET, "roles")
                .at(id(role.id()))
                .at("permissions")
                .slashed();
        var pairs = new HashSet<Pair>();
        find(call)
                .ifPresent(json -> SupersetJson.FIELDS
                        .list(json, "result")
                        .forEach(pair -> pairs.add(new Pair(
                                SupersetJson.FIELDS.text(pair, "permission_name"),
                                Spelling.spell(SupersetJson.FIELDS.text(pair, "view_menu_name"))))));
        return pairs;
    }

    List<SupersetGroup> groups() {
        return GROUPS.all(this::get, ALL);
    }

    Optional<SupersetGroup> group(String appRole) {
        return GROUPS.all(this::get, List.of(filter("name", "eq", AppRoles.product(appRole)))).stream()
                .filter(group -> group.name().equals(appRole))
                .findFirst();
    }

    /** Every pair that exists, by its number of this moment. */
    Map<Integer, Pair> pairs() {
        return PAIRS.all(this::get, ALL).stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @param pairs all there are: they tell what a dataset is called */
    List<Rule> rules(Collection<Pair> pairs) {
        return rules(pairs, ALL);
    }

    Optional<Rule> rule(String name) {
        return rules(pairs().values(), List.of(filter("name", "eq", Spelling.unspell(name)))).stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst();
    }

    private List<Rule> rules(Collection<Pair> pairs, List<Map<String, Object>> filters) {
        Map<Integer, String> datasets = datasets(pairs);
        return new Listing<>(
                        Call.of(Method.GET, "api", "v1", RULES).slashed(),
                        "name",
                        json -> SupersetJson.rule(
                                json,
                                (id, table) -> datasets.getOrDefault(id, Spelling.spell(table) + "(id:" + id + ")")))
                .all(this::get, filters);
    }

    private static Map<Integer, String> datasets(Collection<Pair> pairs) {
        var datasets = new HashMap<Integer, String>();
        for (Pair pair : pairs) {
            if (pair.action().equals("datasource_access")) {
                datasetId(pair.resource()).ifPresent(id -> datasets.put(id, pair.resource()));
            }
        }
        return datasets;
    }

    /** The number that Superset writes into the name of a dataset's permission. */
    static Optional<Integer> datasetId(String name) {
        Matcher matcher = DATASET.matcher(name);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    Written createRole(String appRole) {
        return write(security(Method.POST, "roles").slashed().body(body("name", AppRoles.product(appRole))));
    }

    /** Makes the content of a role exactly this; what Superset does not know, it leaves out without a word. */
    Written replacePairs(SupersetRole role, Collection<Integer> pairs) {
        return write(security(Method.POST, "roles")
                .at(id(role.id()))
                .at("permissions")
                .body(body("permission_view_menu_ids", List.copyOf(pairs))));
    }

    Written deleteRole(SupersetRole role) {
        return write(security(Method.DELETE, "roles").at(id(role.id())));
    }

    Written createGroup(String appRole, Collection<Integer> roles) {
        return write(security(Method.POST, "groups")
                .slashed()
                .body(Json.write(Map.of("name", AppRoles.product(appRole), "roles", List.copyOf(roles)))));
    }

    /** Makes the roles of a group exactly these, and leaves its members. */
    Written replaceRoles(SupersetGroup group, Collection<Integer> roles) {
        return write(security(Method.PUT, "groups").at(id(group.id())).body(body("roles", List.copyOf(roles))));
    }

    Written deleteGroup(SupersetGroup group) {
        return write(security(Method.DELETE, "groups").at(id(group.id())));
    }

    /** Makes a user with a password that nobody knows. */
    Written createUser(SupersetUser user, Collection<Integer> roles, Collection<Integer> groups) {
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(password);
        return write(security(Method.POST, "users")
                .slashed()
                .body(Json.write(Map.of(
                        "username", Spelling.unspell(user.name()),
                        "email", user.email(),
                        "first_name", user.firstName(),
                        "last_name", user.lastName(),
                        "active", true,
                        "roles", List.copyOf(roles),
                        "groups", List.copyOf(groups),
                        "password", Base64.getUrlEncoder().withoutPadding().encodeToString(password)))));
    }

    /** Sets the fields given, lists as a whole. */
    Written updateUser(SupersetUser user, Map<String, Object> fields) {
        return write(security(Method.PUT, "users").at(id(user.id())).body(Json.write(fields)));
    }

    Written createRule(Rule rule, Collection<Integer> roles) {
        Map<String, Object> fields = fields(rule, roles);
        fields.put("name", Spelling.unspell(rule.name()));
        fields.put("filter_type", "Regular");
        return writeForm(Call.of(Method.POST, "api", "v1", RULES).slashed().body(Json.write(fields)));
    }

    /** Always with both lists: Superset empties the one that is left out, and the rule then filters nobody. */
    Written updateRule(Rule rule, Collection<Integer> roles) {
        return writeForm(
                Call.of(Method.PUT, "api", "v1", RULES).at(id(rule.id())).body(Json.write(fields(rule, roles))));
    }

    private static Map<String, Object> fields(Rule rule, Collection<Integer> roles) {
        return new TreeMap<>(Map.of(
                "clause",
                rule.clause(),
                "roles",
                List.copyOf(roles),
                "tables",
                rule.datasets().stream()
                        .map(SupersetClient::datasetId)
                        .map(Optional::orElseThrow)
                        .toList()));
    }

    @Override
    public void close() {
        http.close();
    }

    private static Call security(Method method, String what) {
        return Call.of(method, "api", "v1", "security", what);
    }

    private static String id(int id) {
        return String.valueOf(id);
    }

    private static String body(String field, Object value) {
        return Json.write(Map.of(field, value));
    }

    private static Map<String, Object> filter(String column, String operator, Object value) {
        return Map.of("col", column, "opr", operator, "value", value);
    }

    private JsonNode get(Call call) {
        return find(call).orElseThrow(() -> switchedOff(call));
    }

    /** Empty where Superset says in its own words that the thing is not there. */
    private Optional<JsonNode> find(Call call) {
        Reply.Answer answer = switch (session.send(call)) {
            case Reply.Answer got -> got;
            case Reply.NotSent notSent -> throw notSent.failure();
            case Reply.Lost lost -> throw lost.failure();
        };
        if (answer.ok()) {
            return Optional.of(Json.read(call, answer));
        }
        if (answer.status() == 404 && answer.inJson()) {
            return Optional.empty();
        }
        throw switch (answer.status()) {
            case 403 -> new AgentException(ErrorCode.NOT_PERMITTED, forbidden(call));
            case 404 -> switchedOff(call);
            default -> failed(call, answer);
        };
    }

    private Written write(Call call) {
        return Written.of(call, session::send, SupersetClient::forbidden, this::refusal);
    }

    private Written writeForm(Call call) {
        return Written.of(call, session::sendForm, SupersetClient::forbidden, this::refusal);
    }

    private String refusal(Call call, Reply.Answer answer) {
        return redaction.clean(detail(call, answer));
    }

    private static String detail(Call call, Reply.Answer answer) {
        JsonNode json = Json.read(call, answer);
        JsonNode message = json.has("message") ? json.path("message") : json.at("/errors/0/message");
        return message.isString() ? message.stringValue() : message.toString();
    }

    private static AgentException switchedOff(Call call) {
        return new AgentException(
                ErrorCode.WRONG_TARGET,
                call + " is not there: set FAB_ADD_SECURITY_API = True in superset_config.py, run 'superset init' once,"
                        + " and restart the web server");
    }

    private static AgentException failed(Call call, Reply.Answer answer) {
        return new AgentException(ErrorCode.TARGET_FAILED, call + " answered " + answer);
    }

    private static String forbidden(Call call) {
        return call + " is forbidden; give a role of the agent's user " + permission(call) + ". If it has it, or has"
                + " nothing of the kind to give: FAB_ADD_SECURITY_API was switched on without running 'superset init'"
                + " and restarting the web server";
    }

    private static String permission(Call call) {
        var path = new ArrayList<>(call.segments());
        boolean get = call.method() == Method.GET;
        if (path.contains(RULES)) {
            return (get ? "can_read" : "can_write") + " on Row Level Security";
        }
        if (path.getLast().equals("search")) {
            return "can_list_roles on RoleRestAPI";
        }
        if (path.getLast().equals("permissions")) {
            return (get ? "can_list_role_permissions" : "can_add_role_permissions") + " on Role";
        }
        String verb = switch (call.method()) {
            case GET -> "can_get";
            case POST -> "can_post";
            case PUT, PATCH -> "can_put";
            case DELETE -> "can_delete";
        };
        return verb + " on "
                + switch (path.get(3)) {
                    case "users" -> "User";
                    case "groups" -> "Group";
                    case "permissions-resources" -> "PermissionViewMenu";
                    default -> "Role";
                };
    }
}
