package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mandate.service.signin.SigningKeys;
import dev.mandate.service.signin.TestingSigning;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of programs; F13 of reliability: each one that is wrong in one thing is refused with 401, and counted. */
class AccessTokenTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingTokens service;

    @SuppressWarnings("NullAway.Init")
    private static TestingProgram ci;

    @BeforeAll
    static void start() throws Exception {
        service = TestingTokens.start(home, "ci-bot", "gone", "rotated", "removed", "demoted");
        service.office("ci-bot", "preset:platform-admin");
        ci = service.client("ci", "ci-bot", "operators.read,policy.read,self.read");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static int status(String token) throws Exception {
        return service.get("/api/v1/operators", token).statusCode();
    }

    private static ECKey ours() {
        return TestingSigning.inForce(service.web.get(SigningKeys.class));
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(ours().getKeyID());
    }

    /** What the service itself says in a token that is good. */
    private static JWTClaimsSet.Builder claims() throws Exception {
        return new JWTClaimsSet.Builder(SignedJWT.parse(ci.token()).getJWTClaimsSet());
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner by) throws Exception {
        var token = new SignedJWT(header, claims);
        token.sign(by);
        return token.serialize();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims) throws Exception {
        return signed(header, claims, new ECDSASigner(ours()));
    }

    private static void refused(String what, String token) throws Exception {
        HttpResponse<String> answer = service.get("/api/v1/operators", token);
        assertThat(answer.statusCode()).as(what).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).as(what).isPresent();
    }

    @Test
    void aTokenIsGoodForMinutesAndForWhatTheClientMayOfWhatItsSubjectMay() throws Exception {
        HttpResponse<String> answer = ci.ask(ci.signed(ci.claims().build()), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"token_type\":\"Bearer\"", "\"expires_in\":300")
                .doesNotContain("refresh");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        SignedJWT token = SignedJWT.parse(TestingProgram.token(answer));
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(service.web.url() + "/api/v1");
        assertThat(status(token.serialize())).isEqualTo(200);
        String session = service.get("/api/v1/session", token.serialize()).body();
        assertThat(session)
                .contains("\"permissions\":[\"self.read\",\"policy.read\",\"operators.read\"]")
                .contains(service.subject("ci-bot"));
        assertThat(service.get("/api/v1/sources", token.serialize()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenMayBeAskedForWithLess() throws Exception {
        String less = TestingProgram.token(ci.ask(ci.signed(ci.claims().build()), Map.of("scope", "self.read")));
        assertThat(status(less)).isEqualTo(403);
        assertThat(service.get("/api/v1/session", less).statusCode()).isEqualTo(200);
        HttpResponse<String> more = ci.ask(ci.signed(ci.claims().build()), Map.of("scope", "self.read sources.check"));
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(more.body()).contains("\"error\":\"invalid_scope\"");
    }

    @Test
    void whatItsSubjectMayIsAskedAnewAtEachRequest() throws Exception {
        service.office("demoted", "preset:platform-admin");
        String token = service.client("demoted", "demoted", "operators.read").token();
        assertThat(status(token)).isEqualTo(200);
        service.web.sql("delete from access.office where account = 'demoted'");
        assertThat(status(token)).isEqualTo(403);
    }

    @Test
    void whoIsGoneIsRefusedAtTheNextRequest() throws Exception {
        service.office("gone", "preset:platform-admin");
        TestingProgram client = service.client("gone", "gone", "operators.read");
        String token = client.token();
        assertThat(status(token)).isEqualTo(200);
        service.ldap.delete(dev.mandate.service.directory.TestingLdap.personDn("gone"));
        service.refresh();
        refused("of somebody who left", token);
    }

    @Test
    void aClientThatIsRemovedOrGivenAnotherKeyHasNothingAnyMore() throws Exception {
        service.office("removed", "preset:platform-admin");
        TestingProgram client = service.client("removed", "removed", "operators.read");
        String token = client.token();
        assertThat(service.line.mandate("client", "rotate", "removed"))
                .as(service.line::err)
                .isZero();
        refused("asked for with the key before", token);
        assertThat(client.ask(client.signed(client.claims().build()), Map.of()).statusCode())
                .isEqualTo(401);
        var again = new TestingProgram(service.web.url(), "removed", service.keyFile("removed"));
        String second = again.token();
        assertThat(status(second)).isEqualTo(200);
        assertThat(service.line.mandate("client", "remove", "removed"))
                .as(service.line::err)
                .isZero();
        refused("of a client that was removed", second);
        assertThat(again.ask(again.signed(again.claims().build()), Map.of()).statusCode())
                .isEqualTo(401);
        assertThat(service.keyFile("removed")).doesNotExist();
        assertThat(service.line.mandate("client", "add", "removed", "--subject", "corp/removed", "--may", "self.read"))
                .isEqualTo(3);
        assertThat(service.web.ledger("client.added")).anyMatch(entry -> entry.contains("removed"));
        assertThat(service.web.ledger("client.rotated")).hasSize(1);
        assertThat(service.web.ledger("client.ended")).hasSize(1);
    }

    @Test
    void noTokenThatSomebodyElseMadeIsTaken() throws Exception {
        ECKey theirs = new ECKeyGenerator(Curve.P_256).keyID(ours().getKeyID()).generate();
        JWTClaimsSet right = claims().build();
        assertThat(status(signed(header().build(), right))).isEqualTo(200);

        refused("our kid, their key", signed(header().build(), right, new ECDSASigner(theirs)));
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(right.toString().getBytes(StandardCharsets.UTF_8));
        for (String none : List.of("none", "None", "NONE")) {
            refused(
                    "alg " + none,
                    Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(("{\"alg\":\"" + none + "\",\"typ\":\"at+jwt\",\"kid\":\""
                                                    + ours().getKeyID() + "\"}")
                                            .getBytes(StandardCharsets.UTF_8))
                            + "." + body + ".");
        }
        for (byte[] secret : List.of(
                ours().toECPublicKey().getEncoded(),
                ours().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            refused(
                    "HS256 with the public key",
                    signed(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .type(new JOSEObjectType("at+jwt"))
                                    .keyID(ours().getKeyID())
                                    .build(),
                            right,
                            new MACSigner(Arrays.copyOf(secret, Math.max(secret.length, 32)))));
        }
        refused("jwk", signed(header().jwk(theirs.toPublicJWK()).build(), right, new ECDSASigner(theirs)));
        refused(
                "jku",
                signed(header().jwkURL(URI.create("http://127.0.0.1:1/keys")).build(), right, new ECDSASigner(theirs)));
        for (String kid : List.of("../../etc/passwd", "' or '1'='1", "http://127.0.0.1:1/key", "", "\u0000")) {
            refused("kid " + kid, signed(header().keyID(kid).build(), right, new ECDSASigner(theirs)));
        }
        String good = ci.token();
        refused(
                "other claims",
                good.substring(0, good.indexOf('.') + 1) + body + good.substring(good.lastIndexOf('.')));
        refused("no signature", good.substring(0, good.lastIndexOf('.') + 1));
        refused("twice", good + good);
        refused("long", good + "A".repeat(5_000));
    }

    @Test
    void ourOwnKeyMakesNothingGoodThatIsNotAnAccessTokenForHereAndNow() throws Exception {
        refused(
                "jwk beside our signature",
                signed(header().jwk(ours().toPublicJWK()).build(), claims().build()));
        refused(
                "jku beside our signature",
                signed(header().jwkURL(URI.create("http://127.0.0.1:1")).build(), claims().build()));
        refused(
                "unknown crit",
                signed(
                        header().criticalParams(Set.of("x"))
                                .customParam("x", "1")
                                .build(),
                        claims().build()));
        refused("an ID token", signed(header().type(JOSEObjectType.JWT).build(), claims().build()));
        refused("no typ", signed(header().type(null).build(), claims().build()));
        refused(
                "another aud",
                signed(
                        header().build(),
                        claims().audience("https://other.example.org").build()));
        refused(
                "one aud too many",
                signed(
                        header().build(),
                        claims().audience(List.of(service.web.url() + "/api/v1", "https://other.example.org"))
                                .build()));
        refused(
                "no aud",
                signed(header().build(), claims().audience((String) null).build()));
        refused(
                "another iss",
                signed(
                        header().build(),
                        claims().issuer("https://other.example.org").build()));
        refused(
                "expired",
                signed(
                        header().build(),
                        claims().issueTime(Date.from(Instant.now().minusSeconds(400)))
                                .expirationTime(Date.from(Instant.now().minusSeconds(1)))
                                .build()));
        refused("no exp", signed(header().build(), claims().expirationTime(null).build()));
        refused(
                "not yet",
                signed(
                        header().build(),
                        claims().notBeforeTime(Date.from(Instant.now().plusSeconds(60)))
                                .build()));
        refused(
                "no client",
                signed(header().build(), claims().claim("client_id", null).build()));
        refused(
                "another client",
                signed(header().build(), claims().claim("client_id", "nobody").build()));
        refused(
                "of no key",
                signed(header().build(), claims().claim("client_key", null).build()));
    }

    @Test
    void anAssertionIsGoodOnceForUsAndForMinutes() throws Exception {
        String once = ci.signed(ci.claims().build());
        assertThat(ci.ask(once, Map.of()).statusCode()).isEqualTo(200);
        declined("replayed", once);
        declined(
                "for another",
                ci.signed(ci.claims().audience("https://other.example.org").build()));
        declined(
                "expired",
                ci.signed(ci.claims()
                        .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                        .build()));
        declined(
                "for a year",
                ci.signed(ci.claims()
                        .expirationTime(Date.from(Instant.now().plusSeconds(31_536_000)))
                        .build()));
        declined("no jti", ci.signed(ci.claims().jwtID(null).build()));
        declined(
                "of another client",
                ci.signed(ci.claims().issuer("other").subject("other").build()));
        declined("iss is not sub", ci.signed(ci.claims().issuer("other").build()));
        ECKey theirs = new ECKeyGenerator(Curve.P_256).generate();
        declined(
                "their key",
                signed(new JWSHeader(JWSAlgorithm.ES256), ci.claims().build(), new ECDSASigner(theirs)));
        declined(
                "their key in the header",
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .jwk(theirs.toPublicJWK())
                                .build(),
                        ci.claims().build(),
                        new ECDSASigner(theirs)));
        declined(
                "HS256 with the public key",
                signed(
                        new JWSHeader(JWSAlgorithm.HS256),
                        ci.claims().build(),
                        new MACSigner(ci.key.toPublicJWK().toJSONString())));
        declined("an access token", ci.token());
    }

    private static void declined(String what, String assertion) throws Exception {
        HttpResponse<String> answer = ci.ask(assertion, Map.of());
        assertThat(answer.statusCode()).as(what + " " + answer.body()).isEqualTo(401);
        assertThat(answer.body())
                .as(what)
                .contains("\"error\":\"invalid_client\"")
                .doesNotContain("access_token");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
    }

    @Test
    void nothingElseIsOffered() throws Exception {
        for (String grant : List.of("password", "authorization_code", "implicit", "refresh_tokens")) {
            assertThat(ci.ask(ci.signed(ci.claims().build()), Map.of("grant_type", grant))
                            .body())
                    .contains("unsupported_grant_type");
        }
        for (String path :
                List.of("/oauth2/authorize", "/oauth2/introspect", "/connect/register", "/oauth2/register")) {
            assertThat(TestingBrowser.send(
                                    HttpRequest.newBuilder(service.web.url().resolve(path))
                                            .build())
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(TestingBrowser.send(HttpRequest.newBuilder(
                                        service.web.url().resolve("/oauth2/token?grant_type=client_credentials"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .body())
                .contains("invalid_request");
        String metadata = TestingBrowser.send(
                        HttpRequest.newBuilder(service.web.url().resolve("/.well-known/oauth-authorization-server"))
                                .build())
                .body()
                .replace("\\/", "/");
        assertThat(metadata)
                .contains("\"issuer\":\"" + service.web.url() + "\"")
                .contains("private_key_jwt")
                .doesNotContain("registration", "\"authorization_endpoint", "client_secret", "introspection");
    }

    @Test
    void aProgramGetsNothingForWhichSomebodyHasToShowAgainWhoTheyAre() throws Exception {
        assertThat(service.line.mandate("client", "add", "bad", "--subject", "corp/ci-bot", "--may", "policy.approve"))
                .isEqualTo(1);
        assertThat(service.line.err()).contains("not for a program: [policy.approve]");
        assertThat(service.line.mandate("client", "add", "bad", "--subject", "corp/nobody", "--may", "self.read"))
                .isEqualTo(3);
    }

    @Test
    void keysRotateAndNoneIsReadableInTheStore() throws Exception {
        String before = ci.token();
        String first = ours().getKeyID();
        assertThat(service.line.mandate("signing-key", "rotate", "--sealing"))
                .as(service.line::err)
                .isZero();
        assertThat(status(before)).isEqualTo(200);
        String after = ci.token();
        assertThat(SignedJWT.parse(after).getHeader().getKeyID()).isNotEqualTo(first);
        assertThat(status(after)).isEqualTo(200);
        String published = TestingBrowser.send(
                        HttpRequest.newBuilder(service.web.url().resolve("/oauth2/jwks"))
                                .build())
                .body();
        assertThat(JWKSet.parse(published).getKeys())
                .hasSizeGreaterThanOrEqualTo(2)
                .noneMatch(key -> key.isPrivate());
        String secret = ours().getD().toString();
        String dump = dump();
        assertThat(dump).contains(first).doesNotContain(secret).doesNotContain("\"d\"");
        for (String line : Files.readAllLines(home.resolve("data/keys/sealing.keys"))) {
            assertThat(dump).doesNotContain(line);
        }
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("data/keys/sealing.keys"))))
                .isEqualTo("rw-------");
        assertThat(service.web.ledger("signing-key.made")).isNotEmpty();
        assertThat(service.web.ledger("sealing-key.rotated")).isNotEmpty();
        assertThat(service.line.mandate("signing-key", "rotate", "--forget"))
                .as(service.line::err)
                .isZero();
        refused("of a key that was given up", after);
        assertThat(status(ci.token())).isEqualTo(200);
    }

    private static String dump() throws Exception {
        try (var connection = service.web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select k::text from signin.signing_key k")) {
            var text = new StringBuilder();
            while (rows.next()) {
                text.append(rows.getString(1)).append('\n');
            }
            return text.toString();
        }
    }
}
