package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import java.util.Set;

/** A request for a token that gets none, as RFC 6749 section 5.2 tells the client. */
final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Set<String> PATIENCE = Set.of(
            DeviceAuthorizationGrantError.AUTHORIZATION_PENDING.getCode(),
            DeviceAuthorizationGrantError.SLOW_DOWN.getCode(),
            DeviceAuthorizationGrantError.EXPIRED_TOKEN.getCode());

    private final transient ErrorObject error;

    Declined(ErrorObject error) {
        super(error.getCode());
        this.error = error;
    }

    /** Whether the client is only to wait: nothing was tried that it must not. */
    boolean isPatience() {
        return PATIENCE.contains(error.getCode());
    }

    ErrorObject error() {
        return error;
    }
}
