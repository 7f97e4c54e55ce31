package dev.mandate.agent.superset;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls as the agent's account: signed in once per life of a token, renewed after that. */
final class Session {
    /**
     * What shows that a form was not sent by another site; Superset wants it of some calls even with a token.
     *
     * @param cookie the session that the token belongs to
     */
    private record Csrf(String token, String cookie) {}

    private final RestClient http;
    private final SupersetConfig config;
    private final Redaction redaction;
    private final String referer;
    private final Bearer bearer;
    private @Nullable String refresh;
    private volatile @Nullable Csrf csrf;

    Session(RestClient http, SupersetConfig config, Redaction redaction) {
        this.http = http;
        this.config = config;
        this.redaction = redaction;
        this.referer = config.target().base().toString();
        this.bearer = new Bearer(
                http,
                this::renewed,
                Session::needsLogin,
                "Superset signs user '" + config.user() + "' in but refuses the token; is the user active,"
                        + " and do all web servers share one SECRET_KEY?");
        redaction.hide(config.password().reveal());
    }

    /**
     * Sends a call.
     *
     * @throws AgentException when nobody can be signed in
     */
    Reply send(Call call) {
        return bearer.send(call);
    }

    /** Sends a call that also needs a CSRF token and its cookie. */
    Reply sendForm(Call call) {
        Csrf used = csrf;
        if (used == null) {
            used = newCsrf();
        }
        Reply reply = send(with(call, used));
        boolean stale = reply instanceof Reply.Answer answer
                && answer.status() == 400
                && answer.body().contains("CSRF");
        return stale ? send(with(call, newCsrf())) : reply;
    }

    private Call with(Call call, Csrf form) {
        return call.header("X-CSRFToken", form.token())
                .header("Cookie", form.cookie())
                .header("Referer", referer);
    }

    private Csrf newCsrf() {
        Call call = Call.of(Method.GET, "api", "v1", "security", "csrf_token").slashed();
        Reply.Answer answer = switch (send(call)) {
            case Reply.Answer got -> got;
            case Reply.NotSent notSent -> throw notSent.failure();
            case Reply.Lost lost -> throw lost.failure();
        };
        if (!answer.ok()) {
            throw answer.status() == 403
                    ? new AgentException(
                            ErrorCode.NOT_PERMITTED,
                            call + " is forbidden; give a role of the agent's user can_read on SecurityRestApi")
                    : new AgentException(ErrorCode.TARGET_FAILED, call + " answered " + answer);
        }
        var fresh = new Csrf(
                SupersetJson.FIELDS.text(Json.read(call, answer), "result"), String.join("; ", answer.cookies()));
        redaction.hide(fresh.token());
        csrf = fresh;
        return fresh;
    }

    /** By the refresh token if there is one that works, else by the password. */
    private String renewed() {
        String with = refresh;
        refresh = null;
        if (with != null) {
            Call call = Bearer.signed(Call.of(Method.POST, "api", "v1", "security", "refresh"), with)
                    .repeatable();
            if (http.send(call) instanceof Reply.Answer answer && answer.ok()) {
                refresh = with;
                return hidden(SupersetJson.FIELDS.text(Json.read(call, answer), "access_token"));
            }
        }
        return signIn();
    }

    private String signIn() {
        var call = Call.of(Method.POST, "api", "v1", "security", "login")
                .body(Json.write(Map.of(
                        "username",
                        config.user(),
                        "password",
                        config.password().reveal(),
                        "provider",
                        config.provider(),
                        "refresh",
                        true)))
                .repeatable();
        Reply.Answer answer = http.read(call);
        return switch (answer.status()) {
            case 200 -> {
                JsonNode tokens = Json.read(call, answer);
                refresh = hidden(SupersetJson.FIELDS.text(tokens, "refresh_token"));
                yield hidden(SupersetJson.FIELDS.text(tokens, "access_token"));
            }
            case 401 ->
                throw new AgentException(
                        ErrorCode.CREDENTIALS_REFUSED,
                        "Superset refuses user '" + config.user() + "'; check connect.password, that the user is"
                                + " active, and that no other user's name differs from it only in case");
            case 400 ->
                throw new AgentException(
                        ErrorCode.CREDENTIALS_REFUSED,
                        "Superset does not let provider '" + config.provider() + "' sign in; set connect.provider, or"
                                + " AUTH_API_LOGIN_ALLOW_MULTIPLE_PROVIDERS = True where people come by OAuth");
            case 404, 405 ->
                throw new AgentException(
                        ErrorCode.WRONG_TARGET,
                        call + " answered " + answer + "; connect.url must be the web server of a Superset 6");
            default -> throw new AgentException(ErrorCode.TARGET_FAILED, call + " answered " + answer);
        };
    }

    private String hidden(String secret) {
        redaction.hide(secret);
        return secret;
    }

    /** The token layer answers 401, or 422 with {@code msg}; other faults of a call carry {@code message}. */
    private static boolean needsLogin(Reply.Answer answer) {
        return answer.status() == 401
                || (answer.status() == 422 && answer.body().stripLeading().startsWith("{\"msg\""));
    }
}
