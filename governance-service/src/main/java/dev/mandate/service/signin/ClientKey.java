package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mandate.service.platform.Problem;
import java.security.PublicKey;
import java.text.ParseException;

/**
 * A client's public key: P-256, P-384, or RSA of 2048 bits and more.
 *
 * @param json a public JWK
 * @param id its thumbprint
 */
record ClientKey(String json, String id) {
    private static final int LEAST_BITS = 2048;

    /** A pair that nobody has yet, as a private JWK. */
    static String pair() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the JDK makes no P-256 keys", impossible);
        }
    }

    /** The public half of a JWK. */
    static ClientKey of(String text) {
        JWK key = parsed(text).toPublicJWK();
        boolean good = switch (key) {
            case ECKey ec -> Curve.P_256.equals(ec.getCurve()) || Curve.P_384.equals(ec.getCurve());
            case RSAKey rsa -> rsa.size() >= LEAST_BITS;
            default -> false;
        };
        if (!good) {
            throw unusable();
        }
        try {
            return new ClientKey(key.toJSONString(), key.computeThumbprint().toString());
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the JDK has no SHA-256", impossible);
        }
    }

    static PublicKey publicKey(Client client) {
        try {
            return switch (parsed(client.publicKey())) {
                case ECKey ec -> ec.toPublicKey();
                case RSAKey rsa -> rsa.toPublicKey();
                default -> throw unusable();
            };
        } catch (JOSEException broken) {
            throw unusable();
        }
    }

    private static JWK parsed(String text) {
        try {
            return JWK.parse(text);
        } catch (ParseException | IllegalArgumentException notAKey) {
            throw unusable();
        }
    }

    private static Problem unusable() {
        return new Problem(
                ClientApi.Code.CLIENT_KEY_UNUSABLE,
                "the key is no JWK of P-256, P-384, or RSA with 2048 bits or more; without --key Mandate makes a pair");
    }
}
