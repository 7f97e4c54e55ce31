package dev.mandate.service.cli;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.mandate.service.signin.TestingProvider;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Tokens that a service must not believe (F13), beside a provider whose tokens it does believe. */
final class ForgedTokens {
    private final TestingProvider provider;

    ForgedTokens(TestingProvider provider) {
        this.provider = provider;
    }

    /** Each with what it is, made of the claims of a good one. */
    Stream<Arguments> all() {
        return Stream.of(
                forged("of another audience", claims -> claims.audience("another")),
                forged("for several, and not said for whom", claims -> claims.audience(List.of("mandate", "another"))),
                forged(
                        "for several, made for another",
                        claims -> claims.audience(List.of("mandate", "another")).claim("azp", "another")),
                forged("of another issuer", claims -> claims.issuer("https://evil.example")),
                forged("of another sign-in", claims -> claims.claim("nonce", "another")),
                forged("of no sign-in", claims -> claims.claim("nonce", null)),
                forged("of nobody", claims -> claims.subject(null)),
                forged(
                        "that has expired",
                        claims -> claims.expirationTime(in(-120)).issueTime(in(-600))),
                forged(
                        "that expired a second beyond what clocks may differ",
                        claims -> claims.expirationTime(in(-31)).issueTime(in(-600))),
                forged(
                        "of a moment beyond what clocks may differ",
                        claims -> claims.issueTime(in(45)).expirationTime(in(600))),
                forged(
                        "for us, made for another",
                        claims -> claims.audience("mandate").claim("azp", "another")),
                forged("for nobody", claims -> claims.audience(List.of())),
                forged(
                        "whose audience is a list in a list",
                        claims -> claims.claim("aud", List.of(List.of("mandate")))),
                forged("whose audience only begins with us", claims -> claims.audience("mandate ")),
                forged("whose issuer ends with a slash", claims -> claims.issuer(provider.issuer() + "/")),
                forged(
                        "whose issuer is written otherwise",
                        claims -> claims.issuer(provider.issuer().replace("http://127.0.0.1", "HTTP://127.0.0.1"))),
                forged(
                        "whose nonce is a list",
                        claims ->
                                claims.claim("nonce", List.of(claims.getClaims().get("nonce")))),
                forged("that never expires", claims -> claims.expirationTime(null)),
                forged("of the future", claims -> claims.issueTime(in(300)).expirationTime(in(600))),
                forged("that does not hold yet", claims -> claims.notBeforeTime(in(300))),
                header("that is an access token", header -> header.type(new JOSEObjectType("at+jwt"))),
                header("that is a logout token", header -> header.type(new JOSEObjectType("logout+jwt"))),
                other(
                        "of another issuer, whose key has the same name",
                        claims -> TestingProvider.signed(
                                header().build(),
                                new JWTClaimsSet.Builder(claims)
                                        .issuer("https://evil.example")
                                        .build(),
                                TestingProvider.newKey(provider.key.getKeyID()))),
                header("by a key at an address", header -> header.keyID("http://169.254.169.254/keys")),
                header("by a key nobody knows", header -> header.keyID("../../etc/passwd")),
                header(
                        "by a key from elsewhere",
                        header -> header.keyID("' or 1=1 --").jwkURL(URI.create("http://169.254.169.254/"))),
                header(
                        "that must be understood and is not",
                        header -> header.criticalParams(Set.of("unheard")).customParam("unheard", true)),
                other(
                        "by another key of the same name",
                        claims -> TestingProvider.signed(
                                header().build(), claims, TestingProvider.newKey(provider.key.getKeyID()))),
                other("by a key that it brings along", claims -> {
                    RSAKey own = TestingProvider.newKey("own");
                    return TestingProvider.signed(
                            header().keyID("own").jwk(own.toPublicJWK()).build(), claims, own);
                }),
                other("that nobody signed", claims -> new PlainJWT(claims).serialize()),
                other("signed with the public key", this::withThePublicKey),
                other(
                        "whose signature is cut off",
                        claims -> provider.signed(claims).replaceAll("[^.]*$", "")),
                other("that is none", claims -> "x.y.z"));
    }

    private String withThePublicKey(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(provider.key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(provider.key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(provider.key.getKeyID())
                .type(JOSEObjectType.JWT);
    }

    static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private Arguments forged(String what, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> with) {
        return other(
                what,
                claims -> provider.signed(
                        with.apply(new JWTClaimsSet.Builder(claims)).build()));
    }

    private Arguments header(String what, Function<JWSHeader.Builder, JWSHeader.Builder> with) {
        return other(what, claims -> TestingProvider.signed(with.apply(header()).build(), claims, provider.key));
    }

    private static Arguments other(String what, Function<JWTClaimsSet, String> token) {
        return Arguments.of(what, token);
    }
}
