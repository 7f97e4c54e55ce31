package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.AccessTokenValidationException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProofUse;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPTokenRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPProofException;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.util.singleuse.AlreadyUsedException;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes what a client signs to show that it has the key to which its token is bound (RFC 9449), each once on all nodes. Only asked once the
 * client, or its token, is known to be good, so that nobody else can fill the store.
 */
@Component
class DpopProofs {
    static final String HEADER = "DPoP";
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.PS256);

    private static final long OLDEST_SECONDS = 60;
    private static final long SKEW_SECONDS = 30;
    /** Longer than any is taken. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final int LONGEST = 4_096;
    private static final @Nullable Set<Nonce> NO_NONCES = null;

    private final DpopProofStore store;
    private final Clock clock;
    private final Transactions transactions;

    DpopProofs(DpopProofStore store, Clock clock, Transactions transactions) {
        this.store = store;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** What a request carries: at most one, as it came. */
    static List<String> of(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HEADER));
    }

    /**
     * The key to which a token is to be bound; empty where the client does not ask for that.
     *
     * @throws Declined where the proof is not good
     */
    Optional<JWKThumbprintConfirmation> atToken(Issuer issuer, List<String> proofs) {
        if (proofs.isEmpty()) {
            return Optional.empty();
        }
        try {
            SignedJWT proof = only(proofs);
            return Optional.of(new DPoPTokenRequestVerifier(
                            ALGORITHMS, issuer.at(SignInPaths.TOKEN), SKEW_SECONDS, OLDEST_SECONDS, this::spend)
                    .verify(key(proof), proof, NO_NONCES));
        } catch (ParseException | InvalidDPoPProofException | JOSEException wrong) {
            throw new Declined(OAuth2Error.INVALID_DPOP_PROOF);
        }
    }

    /** Whether a request shows that whoever sends it has the key. */
    boolean isShown(Issuer issuer, HttpServletRequest request, String token, JWKThumbprintConfirmation bound) {
        try {
            SignedJWT proof = only(of(request));
            new DPoPProtectedResourceRequestVerifier(ALGORITHMS, SKEW_SECONDS, OLDEST_SECONDS, this::spend)
                    .verify(
                            request.getMethod(),
                            issuer.at(request.getRequestURI()),
                            key(proof),
                            proof,
                            new DPoPAccessToken(token),
                            bound,
                            NO_NONCES,
                            null);
            return true;
        } catch (ParseException
                | InvalidDPoPProofException
                | AccessTokenValidationException
                | JOSEException
                | IllegalArgumentException wrong) {
            return false;
        }
    }

    private static SignedJWT only(List<String> proofs) throws ParseException {
        if (proofs.size() != 1 || proofs.getFirst().length() > LONGEST) {
            throw new ParseException("one proof is sent", 0);
        }
        return SignedJWT.parse(proofs.getFirst());
    }

    /** By whom it is used: whoever chooses ids under another key meets nobody. */
    private static DPoPIssuer key(SignedJWT proof) throws ParseException, JOSEException {
        JWK key = proof.getHeader().getJWK();
        if (key == null || key.isPrivate()) {
            throw new ParseException("a proof names its public key", 0);
        }
        return new DPoPIssuer(key.computeThumbprint().toString());
    }

    private void spend(DPoPProofUse use) throws AlreadyUsedException {
        boolean first = transactions.inOne(() -> store.spend(
                Identities.key(use.getIssuer().getValue(), use.getJWTID().getValue()),
                clock.now().plus(REMEMBERED)));
        if (!first) {
            throw new AlreadyUsedException("used before");
        }
    }

    /** In the caller's transaction. */
    void tidy() {
        store.forgetUntil(clock.now());
    }
}
