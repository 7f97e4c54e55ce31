package dev.mandate.service.signin;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Takes the provider's tokens, and nobody else's: signed by a key that it publishes, for us, of the right sort, and of now. */
final class ProviderTokens {
    /** A token for something else is recent enough for as long as clocks differ and messages travel. */
    static final Duration LOGOUT_AGE = Duration.ofMinutes(5);

    /** How much clocks may differ. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** With public keys only: what is published must not be able to sign (RFC 8725 section 3.1). */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.PS512,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512);

    private static final List<String> CLAIMS = List.of("iss", "sub", "aud", "azp", "exp", "iat");

    private final NimbusJwtDecoder idTokens;
    private final NimbusJwtDecoder logoutTokens;

    ProviderTokens(ClientRegistration registration, String issuer, JWKSource<SecurityContext> keys, Clock clock) {
        var time = new PlatformTime(clock);
        var times = new JwtTimestampValidator(SKEW);
        times.setClock(time);
        var ours = new OidcIdTokenValidator(registration);
        ours.setClock(time);
        ours.setClockSkew(SKEW);
        idTokens = decoder(keys, List.of(type("JWT"), times, withoutValues(ours), is(issuer)));
        logoutTokens = decoder(
                keys,
                List.of(
                        type("logout+jwt", "JWT"),
                        times,
                        is(issuer),
                        says(
                                "aud",
                                token -> token.getAudience() != null
                                        && token.getAudience().contains(registration.getClientId())),
                        says("iat", token -> isRecent(token.getIssuedAt(), clock.now())),
                        says("events", ProviderTokens::tellsOfLogout),
                        says("nonce", token -> !token.hasClaim("nonce")),
                        says("jti", token -> isText(token.getId())),
                        says(
                                "sid or sub",
                                token -> isText(token.getClaims().get("sid")) || isText(token.getSubject()))));
    }

    private static NimbusJwtDecoder decoder(
            JWKSource<SecurityContext> keys, List<OAuth2TokenValidator<Jwt>> validators) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
        var types = new HashMap<>(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters());
        // As a URL it would be equal to what is spelled otherwise.
        types.remove(IdTokenClaimNames.ISS);
        decoder.setClaimSetConverter(new ClaimTypeConverter(types));
        return decoder;
    }

    /** RFC 8725 section 3.11. Many providers leave it out. */
    private static OAuth2TokenValidator<Jwt> type(String... types) {
        var type = new JwtTypeValidator(types);
        type.setAllowEmpty(true);
        return type;
    }

    /** Says which claims are wrong, and not what they say: whoever forges a token writes nothing into our log. */
    private static OAuth2TokenValidator<Jwt> withoutValues(OAuth2TokenValidator<Jwt> validator) {
        return token -> {
            String wrong = validator.validate(token).getErrors().stream()
                    .map(error -> String.valueOf(error.getDescription()))
                    .collect(Collectors.joining());
            return wrong.isEmpty()
                    ? OAuth2TokenValidatorResult.success()
                    : says(
                                    CLAIMS.stream()
                                            .filter(claim -> wrong.contains(claim + "="))
                                            .collect(Collectors.joining(", ")),
                                    never -> false)
                            .validate(token);
        };
    }

    private static OAuth2TokenValidator<Jwt> is(String issuer) {
        return says("iss", token -> issuer.equals(token.getClaims().get(IdTokenClaimNames.ISS)));
    }

    private static OAuth2TokenValidator<Jwt> says(String what, Predicate<Jwt> right) {
        return token -> right.test(token)
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", what + " is not right", null));
    }

    private static boolean isText(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof String text && !text.isEmpty();
    }

    private static boolean isRecent(@org.jspecify.annotations.Nullable Instant issued, Instant now) {
        return issued != null && !issued.isBefore(now.minus(LOGOUT_AGE)) && !issued.isAfter(now.plus(SKEW));
    }

    /** OpenID Connect Back-Channel Logout 1.0 section 2.4: the value is an object, and need not hold anything. */
    private static boolean tellsOfLogout(Jwt token) {
        return token.getClaims().get("events") instanceof Map<?, ?> events
                && events.get(LOGOUT_EVENT) instanceof Map<?, ?>;
    }

    /**
     * Who signed in.
     *
     * @param nonce of the request that it answers
     * @throws JwtException where it is not one that we asked for, or nobody can say; {@code BadJwtException} where it is wrong
     */
    Jwt idToken(String token, String nonce) {
        Jwt taken = decode(idTokens, token);
        if (!Token.same(nonce, Objects.toString(taken.getClaims().get("nonce"), ""))) {
            throw new BadJwtException("nonce is not right");
        }
        return taken;
    }

    /**
     * Who, or which session, is signed out at the provider.
     *
     * @throws JwtException as {@link #idToken} does
     */
    Jwt logoutToken(String token) {
        return decode(logoutTokens, token);
    }

    private static Jwt decode(NimbusJwtDecoder decoder, String token) {
        try {
            return decoder.decode(token);
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            throw new BadJwtException("a claim is not of its type", malformed);
        }
    }
}
