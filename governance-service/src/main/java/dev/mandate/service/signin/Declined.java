package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.ErrorObject;

/** A request for a token that gets none, as RFC 6749 section 5.2 tells the client. */
final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorObject error;

    Declined(ErrorObject error) {
        super(error.getCode());
        this.error = error;
    }

    ErrorObject error() {
        return error;
    }
}
