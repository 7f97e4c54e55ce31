package dev.mandate.service.scim;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request with a SCIM error (RFC 7644 section 3.12). Its detail names the place and the fix, never a secret. */
final class ScimProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    @Nullable
    private final String type;

    private final transient Map<String, String> headers;

    private ScimProblem(int status, @Nullable String type, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.headers = Map.copyOf(headers);
    }

    private static ScimProblem of(int status, @Nullable String type, String detail) {
        return new ScimProblem(status, type, detail, Map.of());
    }

    static ScimProblem syntax(String detail) {
        return of(400, "invalidSyntax", detail);
    }

    static ScimProblem value(String detail) {
        return of(400, "invalidValue", detail);
    }

    static ScimProblem path(String detail) {
        return of(400, "invalidPath", detail);
    }

    static ScimProblem filter(String detail) {
        return of(400, "invalidFilter", detail);
    }

    static ScimProblem cursor(String detail) {
        return of(400, "invalidCursor", detail);
    }

    static ScimProblem expired(String detail) {
        return of(400, "expiredCursor", detail);
    }

    static ScimProblem count(String detail) {
        return of(400, "invalidCount", detail);
    }

    static ScimProblem mutability(String detail) {
        return of(400, "mutability", detail);
    }

    static ScimProblem noTarget(String detail) {
        return of(400, "noTarget", detail);
    }

    static ScimProblem unauthorised(String scheme) {
        return new ScimProblem(
                401, null, "send the source's token: Authorization: Bearer …", Map.of("WWW-Authenticate", scheme));
    }

    static ScimProblem forbidden(String detail) {
        return of(403, null, detail);
    }

    static ScimProblem notFound(String detail) {
        return of(404, null, detail);
    }

    static ScimProblem method(String allowed) {
        return new ScimProblem(405, null, "allowed here: " + allowed, Map.of("Allow", allowed));
    }

    static ScimProblem taken(String detail) {
        return of(409, "uniqueness", detail);
    }

    static ScimProblem conflict(String detail) {
        return of(409, null, detail);
    }

    static ScimProblem stale(String version) {
        return of(412, null, "the resource is at version " + version + " by now; get it and try again");
    }

    static ScimProblem tooLarge(String detail) {
        return of(413, null, detail);
    }

    static ScimProblem mediaType(String type) {
        return of(415, null, "send " + type + " or application/json");
    }

    static ScimProblem notImplemented(String detail) {
        return of(501, null, detail);
    }

    static ScimProblem tooFast(long seconds) {
        return new ScimProblem(
                429,
                null,
                "more requests than this source may send; try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    static ScimProblem unavailable(String detail) {
        return new ScimProblem(503, null, detail, Map.of("Retry-After", "5"));
    }

    static ScimProblem internal(String trace) {
        return of(500, null, "something went wrong here; the log has more under " + trace);
    }

    int status() {
        return status;
    }

    @Nullable
    String type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
