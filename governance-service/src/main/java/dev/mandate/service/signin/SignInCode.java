package dev.mandate.service.signin;

import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;

/** Why somebody is not signed in, or not believed to be who is. */
enum SignInCode implements Problem.Code {
    /** One answer for whoever is unknown, not active, or has another password. */
    SIGN_IN_REFUSED(401, Blame.USER),
    SIGN_IN_TOO_OFTEN(429, Blame.USER),
    SIGN_IN_UNAVAILABLE(503, Blame.SOURCE),
    SIGN_IN_STALE(400, Blame.USER),
    IDENTITY_UNLINKED(403, Blame.SOURCE),
    SIGN_IN_UNSAFE(403, Blame.USER),
    REQUEST_FROM_ELSEWHERE(403, Blame.USER),
    CSRF_TOKEN_MISSING(403, Blame.USER),
    SESSION_UNKNOWN(404, Blame.USER),
    DEVICE_CODE_UNKNOWN(404, Blame.USER);

    private final int status;
    private final Blame blame;

    SignInCode(int status, Blame blame) {
        this.status = status;
        this.blame = blame;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Blame blame() {
        return blame;
    }
}
