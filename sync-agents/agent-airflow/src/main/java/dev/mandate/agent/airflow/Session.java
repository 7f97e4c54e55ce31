package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.http.Bearer;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.http.Redaction;
import dev.mandate.agent.http.Reply;
import dev.mandate.agent.http.RestClient;
import java.util.Map;

/** Calls as the agent's account. A token that Airflow no longer accepts is replaced once per call. */
final class Session {
    /** Airflow's words for a token that is broken, expired, or of a user that is deleted or switched off. */
    private static final String BAD_TOKEN = "Invalid JWT token";

    private final RestClient http;
    private final AirflowConfig config;
    private final Redaction redaction;
    private final Bearer bearer;

    Session(RestClient http, AirflowConfig config, Redaction redaction) {
        this.http = http;
        this.config = config;
        this.redaction = redaction;
        this.bearer = new Bearer(
                http,
                this::newToken,
                Session::needsLogin,
                "Airflow logs user '" + config.user() + "' in but refuses the token; is the user active,"
                        + " and do all API servers share one [api_auth] jwt_secret?");
        redaction.hide(config.password().reveal());
    }

    /**
     * Sends a call.
     *
     * @throws AgentException when nobody can be logged in
     */
    Reply send(Call call) {
        return bearer.send(call);
    }

    private String newToken() {
        var call = Call.of(Method.POST, "auth", "token")
                .body(Json.write(Map.of(
                        "username", config.user(),
                        "password", config.password().reveal())))
                .repeatable();
        Reply.Answer answer = http.read(call);
        return switch (answer.status()) {
            case 200, 201 -> {
                String fresh = FabJson.FIELDS.text(Json.read(call, answer), "access_token");
                redaction.hide(fresh);
                yield fresh;
            }
            case 401, 403 ->
                throw new AgentException(
                        ErrorCode.CREDENTIALS_REFUSED,
                        "Airflow refuses user '" + config.user() + "'; check connect.password, and that the user is"
                                + " active and has a password in Airflow's own database");
            case 400, 404, 405, 422 ->
                throw new AgentException(
                        ErrorCode.WRONG_TARGET,
                        call + " answered " + answer + "; connect.url must be the API server of an Airflow 3");
            default -> throw new AgentException(ErrorCode.TARGET_FAILED, call + " answered " + answer);
        };
    }

    private static boolean needsLogin(Reply.Answer answer) {
        return answer.status() == 401
                || (answer.status() == 403 && answer.body().contains(BAD_TOKEN));
    }
}
