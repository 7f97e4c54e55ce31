package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.http.Pacing;
import dev.mandate.agent.http.Redaction;
import dev.mandate.agent.http.Reply;
import dev.mandate.agent.http.RestClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the agent asks of OpenSearch and its security plugin. */
final class OpenSearchClient implements AutoCloseable {
    /** The documents, each written whole. */
    enum Document {
        USERS("internalusers"),
        MAPPINGS("rolesmapping"),
        ROLES("roles");

        private final String path;

        Document(String path) {
            this.path = path;
        }
    }

    /** What became of a write. */
    sealed interface Written {
        record Accepted() implements Written {}

        /** Somebody else wrote the document in between; nothing was stored. */
        record Conflict() implements Written {}

        record Refused(String why, boolean forbidden) implements Written {}

        /** It may have been done. */
        record Unsettled(String why) implements Written {}

        record Unsent(AgentException why) implements Written {}
    }

    private final RestClient http;
    private final String authorization;
    private final Redaction redaction = new Redaction();

    OpenSearchClient(OpenSearchConfig config, Pacing pacing) {
        this.http = new RestClient(config.target(), pacing);
        String pair = config.user() + ":" + config.password().reveal();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        redaction.hide(config.password().reveal());
    }

    /** Name, release and id of the cluster. */
    JsonNode root() {
        return get(Call.of(Method.GET), false);
    }

    JsonNode api(String what) {
        return get(api(Method.GET, what), true);
    }

    /** How people sign in; empty where the agent's user is not shown it. */
    Optional<JsonNode> dynamicSettings() {
        try {
            return Optional.of(api("securityconfig").path("config").path("dynamic"));
        } catch (AgentException e) {
            if (e.code() == ErrorCode.NOT_PERMITTED || e.code() == ErrorCode.WRONG_TARGET) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Mappings before roles: a role that appears in between is then still read. */
    Directory directory() {
        var users = Documents.users(api(Document.USERS.path));
        var mappings = Documents.mappings(api(Document.MAPPINGS.path));
        return new Directory(users, mappings, Documents.roles(api(Document.ROLES.path)));
    }

    /** Writes parts of one document at once. */
    Written patch(Document document, List<Map<String, Object>> operations) {
        Call call = api(Method.PATCH, document.path).body(Json.write(operations));
        return switch (http.send(call.header("Authorization", authorization))) {
            case Reply.NotSent notSent -> new Written.Unsent(notSent.failure());
            case Reply.Lost lost -> new Written.Unsettled(lost.why());
            case Reply.Answer answer when answer.ok() -> new Written.Accepted();
            // older releases say 500 with the same words
            case Reply.Answer answer
            when answer.status() == 409 || answer.body().contains("version_conflict") -> new Written.Conflict();
            case Reply.Answer answer when answer.status() == 401 -> new Written.Unsent(credentials());
            case Reply.Answer answer when answer.status() == 403 -> new Written.Refused(said(call, answer), true);
            case Reply.Answer answer when answer.status() < 500 -> new Written.Refused(said(call, answer), false);
            case Reply.Answer answer -> new Written.Unsettled(call + " answered " + answer);
        };
    }

    @Override
    public void close() {
        http.close();
    }

    private static Call api(Method method, String what) {
        return Call.of(method, "_plugins", "_security", "api", what);
    }

    private JsonNode get(Call call, boolean ofPlugin) {
        Reply.Answer answer = http.read(call.header("Authorization", authorization));
        if (answer.ok()) {
            return Json.read(call, answer);
        }
        throw switch (answer.status()) {
            case 401 -> credentials();
            case 403 ->
                new AgentException(
                        ErrorCode.NOT_PERMITTED,
                        call + " is forbidden (" + said(call, answer) + "); "
                                + (ofPlugin
                                        ? "map the agent's user to a role of plugins.security.restapi.roles_enabled"
                                        : "give a role of the agent's user the cluster permission cluster:monitor/main"));
            case 400, 404, 405 ->
                new AgentException(
                        ErrorCode.WRONG_TARGET,
                        call + " answered " + answer
                                + (ofPlugin
                                        ? ": there is no security plugin, without which everybody may do everything;"
                                                + " install opensearch-security and leave plugins.security.disabled off"
                                        : "; connect.url is not an OpenSearch"));
            default ->
                new AgentException(
                        answer.status() == 503 ? ErrorCode.UNREACHABLE : ErrorCode.TARGET_FAILED,
                        call + " answered " + answer);
        };
    }

    private static AgentException credentials() {
        return new AgentException(
                ErrorCode.CREDENTIALS_REFUSED, "OpenSearch refuses connect.user or its password; correct them");
    }

    /** Its own words, where it has some. */
    private String said(Call call, Reply.Answer answer) {
        if (!answer.inJson()) {
            return answer.toString();
        }
        JsonNode json = Json.read(call, answer);
        JsonNode reason = json.path("message").isString() ? json.path("message") : json.path("reason");
        return answer.status() + ": " + redaction.clean(reason.asString("no reason given"));
    }
}
