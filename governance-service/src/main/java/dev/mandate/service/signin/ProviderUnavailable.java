package dev.mandate.service.signin;

import dev.mandate.service.platform.Problem;
import java.net.URI;

/** The identity provider cannot be asked now: nobody new is signed in by it, and sessions go on within their limits. */
final class ProviderUnavailable extends Problem {
    private static final long serialVersionUID = 1L;

    ProviderUnavailable(URI issuer, String what, Throwable cause) {
        super(SignInCode.SIGN_IN_UNAVAILABLE, message(issuer, what), cause);
    }

    ProviderUnavailable(URI issuer, String what) {
        super(SignInCode.SIGN_IN_UNAVAILABLE, message(issuer, what));
    }

    private static String message(URI issuer, String what) {
        return "nobody can sign in by " + issuer + " now, because " + what
                + "; try again, or tell whoever runs Mandate. Who is signed in stays so";
    }
}
