package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
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
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Airflow's REST interface, as far as the agent needs it. Every read is whole, or an {@link AgentException}. */
final class AirflowClient implements AutoCloseable {
    private static final Listing<FabRole> ROLES = Listing.of("roles", "role_id", FabJson::role, FabRole::name);
    private static final Listing<FabUser> USERS = Listing.of("users", "id", FabJson::user, FabUser::name);
    private static final Listing<Map.Entry<String, LastUsed.Use>> LOGINS = Listing.of(
            "users",
            "id",
            json -> Map.entry(FabJson.FIELDS.text(json, "username"), FabLogin.of(json)),
            Map.Entry::getKey);
    private static final Listing<Pair> PAIRS = Listing.of("permissions", "id", FabJson::pair, pair -> pair);
    private static final Listing<Map.Entry<String, String>> PROVIDERS = new Listing<>(
            Call.of(Method.GET, "api", "v2", "providers"),
            "providers",
            json -> Map.entry(FabJson.FIELDS.text(json, "package_name"), FabJson.FIELDS.text(json, "version")),
            Map.Entry::getKey);
    private static final int PASSWORD_BYTES = 32;

    private final RestClient http;
    private final Session session;
    private final Redaction redaction = new Redaction();
    private final SecureRandom random = new SecureRandom();

    AirflowClient(AirflowConfig config, Pacing pacing) {
        this.http = new RestClient(config.target(), pacing);
        this.session = new Session(http, config, redaction);
    }

    /** Airflow's own release, which it tells everybody. */
    String version() {
        Call call = Call.of(Method.GET, "api", "v2", "version");
        Reply.Answer answer = http.read(call);
        if (answer.status() == 404
                && http.read(Call.of(Method.GET, "api", "v1", "version")).ok()) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this is Airflow 2; the agent governs Airflow 3 with FAB provider " + AirflowAgent.OLDEST_PROVIDER
                            + " or newer");
        }
        if (!answer.ok()) {
            throw answer.status() >= 500
                    ? failed(call, answer)
                    : new AgentException(
                            ErrorCode.WRONG_TARGET, call + " answered " + answer + "; connect.url is not an Airflow 3");
        }
        return FabJson.FIELDS.text(Json.read(call, answer), "version");
    }

    /** Versions of the installed providers by package name. */
    Map<String, String> providers() {
        var versions = new TreeMap<String, String>();
        PROVIDERS.all(this::get).forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
        return versions;
    }

    /** {@code [fab] cache_ttl}; empty if Airflow does not tell this account. */
    Optional<Duration> cacheTtl() {
        return fabOption("cache_ttl")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    /** {@code [fab] auth_role_public}; empty if Airflow does not tell this account. */
    Optional<String> publicRole() {
        return fabOption("auth_role_public");
    }

    private Optional<String> fabOption(String name) {
        Call call = Call.of(Method.GET, "api", "v2", "config", "section", "fab", "option", name);
        if (!(session.send(call) instanceof Reply.Answer answer) || !answer.ok()) {
            return Optional.empty();
        }
        JsonNode value = Json.read(call, answer).at("/sections/0/options/0/value");
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /** Whether Airflow runs under the FAB auth manager. */
    boolean underFab() {
        Call call = fab(Method.GET, "roles").query("limit", 1);
        return !(session.send(call) instanceof Reply.Answer answer) || answer.status() != 404;
    }

    List<FabRole> roles() {
        return ROLES.all(this::get);
    }

    List<FabUser> users() {
        return USERS.all(this::get);
    }

    /** When each user last signed in, by name. */
    Map<String, LastUsed.Use> logins() {
        var logins = new TreeMap<String, LastUsed.Use>();
        LOGINS.all(this::get).forEach(login -> logins.put(login.getKey(), login.getValue()));
        return logins;
    }

    /** Every pair that exists; Airflow refuses names of actions and resources that are in none. */
    Set<Pair> pairs() {
        return new HashSet<>(PAIRS.all(this::get));
    }

    Optional<FabRole> role(String name) {
        return find(fab(Method.GET, "roles").at(name)).map(FabJson::role);
    }

    /** Whatever the case of {@code name}; empty also when two users differ only in case. */
    Optional<FabUser> user(String name) {
        return find(fab(Method.GET, "users").at(name)).map(FabJson::user);
    }

    Written createRole(FabRole role) {
        return write(fab(Method.POST, "roles").body(Json.write(FabJson.roleBody(role.name(), role.pairs()))));
    }

    /** Makes the content of an existing role exactly this. */
    Written replaceRole(FabRole role) {
        return write(fab(Method.PATCH, "roles")
                .at(role.name())
                .query("update_mask", "actions")
                .body(Json.write(FabJson.roleBody(role.name(), role.pairs()))));
    }

    Written deleteRole(String name) {
        return write(fab(Method.DELETE, "roles").at(name));
    }

    /**
     * Makes a user with a password that nobody knows.
     *
     * @param user with at least one role: without, Airflow adds its own default, or fails
     */
    Written createUser(FabUser user) {
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(password);
        return write(fab(Method.POST, "users")
                .body(Json.write(Map.of(
                        "username", user.name(),
                        "email", user.email(),
                        "first_name", user.firstName(),
                        "last_name", user.lastName(),
                        "roles", FabJson.rolesBody(user.roles()),
                        "password", Base64.getUrlEncoder().withoutPadding().encodeToString(password)))));
    }

    /** Makes the roles of an existing user exactly these. */
    Written replaceRoles(String user, Set<String> roles) {
        return write(fab(Method.PATCH, "users")
                .at(user)
                .query("update_mask", "roles")
                .body(Json.write(Map.of("roles", FabJson.rolesBody(roles)))));
    }

    @Override
    public void close() {
        http.close();
    }

    private static Call fab(Method method, String what) {
        return Call.of(method, "auth", "fab", "v1", what);
    }

    private JsonNode get(Call call) {
        return find(call)
                .orElseThrow(() -> new AgentException(ErrorCode.WRONG_TARGET, call + " answered that it is not there"));
    }

    /** Empty where Airflow says in its own words that the thing is not there. */
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
            case 404 ->
                new AgentException(
                        ErrorCode.WRONG_TARGET,
                        call
                                + " answered with a page that is not Airflow's interface; is the FAB auth manager active?");
            default -> failed(call, answer);
        };
    }

    private Written write(Call call) {
        return Written.of(call, session::send, AirflowClient::forbidden, this::refusal);
    }

    private String refusal(Call call, Reply.Answer answer) {
        return redaction.clean(detail(call, answer));
    }

    /** Airflow's own words; for a schema fault only what is wrong, as the rest repeats what was sent. */
    private static String detail(Call call, Reply.Answer answer) {
        JsonNode detail = Json.read(call, answer).path("detail");
        return detail.isString() ? detail.stringValue() : detail.at("/0/msg").asString("no reason given");
    }

    private static AgentException failed(Call call, Reply.Answer answer) {
        return new AgentException(ErrorCode.TARGET_FAILED, call + " answered " + answer);
    }

    private static String forbidden(Call call) {
        String action = switch (call.method()) {
            case GET -> "can_read";
            case POST -> "can_create";
            case PUT, PATCH -> "can_edit";
            case DELETE -> "can_delete";
        };
        String resource = switch (call.segments().get(call.segments().getFirst().equals("auth") ? 3 : 2)) {
            case "users" -> "Users";
            case "providers" -> "Providers";
            default -> "Roles";
        };
        return call + " is forbidden; give a role of the agent's user the permission " + action + " on " + resource;
    }
}
