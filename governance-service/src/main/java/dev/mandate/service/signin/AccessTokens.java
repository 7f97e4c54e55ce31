package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Token;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Access tokens of our own (RFC 9068): signed by one algorithm, for this service, for minutes. They say who asks and never what they may,
 * which is asked anew at every request.
 */
@Component
class AccessTokens {
    static final Duration LIFETIME = Duration.ofMinutes(5);
    static final String CLIENT_ID = "client_id";
    /** Thumbprint of the key with which a client asked for it. */
    static final String CLIENT_KEY = "client_key";

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final String KEY_ID = "[A-Za-z0-9_-]{43}";
    /** What we write; whatever else a header could say, such as where to fetch a key, is not ours. */
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    private static final int LONGEST = 4_096;

    private final SigningKeys keys;
    private final Clock clock;
    private final OAuth2TokenValidator<Jwt> right;

    AccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        var times = new JwtTimestampValidator(Duration.ZERO);
        times.setClock(new PlatformTime(clock));
        right = new DelegatingOAuth2TokenValidator<>(List.of(
                times,
                says("exp", token -> token.getExpiresAt() != null && clock.now().isBefore(token.getExpiresAt())),
                says("iat", token -> token.getIssuedAt() != null),
                says("jti", token -> token.getId() != null),
                says("sub", token -> token.getSubject() != null),
                says(CLIENT_ID, token -> token.getClaims().get(CLIENT_ID) instanceof String)));
    }

    private static OAuth2TokenValidator<Jwt> says(String what, Predicate<Jwt> right) {
        return token -> right.test(token)
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", what + " is not there", null));
    }

    /** @param claims who asks; when, where and for whom it is good is added */
    String sign(Issuer issuer, JWTClaimsSet claims) {
        Instant now = clock.now();
        ECKey key = keys.inForce();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder(claims)
                        .issuer(issuer.url())
                        .audience(issuer.audience())
                        .jwtID(Token.random().value())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("cannot sign with a key of our own", impossible);
        }
        return token.serialize();
    }

    /** Whether a text is meant to be one; whether it is good, {@link #read} says. */
    static boolean looksLike(String text) {
        return text.indexOf('.') >= 0;
    }

    /** What a token says that we signed, for us, and that is good now. */
    Optional<Jwt> read(Issuer issuer, String text) {
        // Outside of the decoder, to which a store that is away would be a token that is wrong.
        return keyOf(text).flatMap(keys::byId).flatMap(key -> decoded(issuer, text, key));
    }

    private Optional<Jwt> decoded(Issuer issuer, String text, ECKey key) {
        try {
            Jwt token = decoder(key).decode(text);
            boolean forUs = issuer.url().equals(String.valueOf(token.getClaims().get("iss")))
                    && List.of(issuer.audience()).equals(token.getAudience());
            return forUs ? Optional.of(token) : Optional.empty();
        } catch (JwtException | IllegalArgumentException | IllegalStateException wrong) {
            return Optional.empty();
        }
    }

    private NimbusJwtDecoder decoder(ECKey key) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPE));
        processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(JWSAlgorithm.ES256, publicKey(key)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(right);
        return decoder;
    }

    private static PublicKey publicKey(ECKey key) {
        try {
            return key.toECPublicKey();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("a key of our own is none", impossible);
        }
    }

    /** The key that it names, where it looks like what we write. */
    private static Optional<String> keyOf(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JWSHeader header = SignedJWT.parse(text).getHeader();
            return Optional.ofNullable(header.getKeyID())
                    .filter(id ->
                            id.matches(KEY_ID) && header.getIncludedParams().equals(HEADER));
        } catch (ParseException | IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
