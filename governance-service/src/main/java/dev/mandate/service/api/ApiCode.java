package dev.mandate.service.api;

import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;

/** What can be wrong with a call before any module sees it. */
enum ApiCode implements Problem.Code {
    NO_SUCH_ROUTE(404),
    METHOD_NOT_ALLOWED(405),
    NOT_PERMITTED(403),
    NOT_RECOGNISED(401),
    /** As RFC 9470 has it: recognised, but too long ago. */
    STEP_UP_NEEDED(401),
    REQUEST_INVALID(400),
    REQUEST_TOO_LARGE(413),
    STORE_UNAVAILABLE(503);

    private final int status;

    ApiCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Blame blame() {
        return this == STORE_UNAVAILABLE ? Blame.INTERNAL : Blame.USER;
    }
}
