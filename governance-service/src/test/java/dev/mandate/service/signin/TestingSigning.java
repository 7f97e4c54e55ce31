package dev.mandate.service.signin;

import com.nimbusds.jose.jwk.ECKey;

/** The service's own signing key, for tokens that are wrong in one thing only. */
public final class TestingSigning {
    private TestingSigning() {}

    public static ECKey inForce(SigningKeys keys) {
        return keys.inForce();
    }
}
