package dev.mandate.service.api;

/**
 * What a call ended with.
 *
 * @param status of HTTP
 * @param json the view, or problem details (RFC 9457) where the status is 400 or more
 */
public record Answer(int status, String json) {
    public boolean isProblem() {
        return status >= 400;
    }
}
