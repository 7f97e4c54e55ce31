package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are worth something only together with a key (RFC 9449), on two nodes of one store. */
class BoundTokenTest {
    private static final String PATH = "/api/v1/operators";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingTokens service;

    @SuppressWarnings("NullAway.Init")
    private static TestingProgram ci;

    @SuppressWarnings("NullAway.Init")
    private static DPoPProofFactory proofs;

    @BeforeAll
    static void start() throws Exception {
        service = TestingTokens.start(home, "ci-bot");
        service.office("ci-bot", "preset:platform-admin");
        assertThat(service.line.mandate(
                        "client", "add", "ci", "--subject", "corp/ci-bot", "--may", "operators.read", "--dpop"))
                .as(service.line::err)
                .isZero();
        ci = new TestingProgram(service.web.url(), "ci", service.keyFile("ci"));
        proofs = proofs(newKey());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ECKey newKey() throws Exception {
        return new ECKeyGenerator(Curve.P_256).generate();
    }

    private static DPoPProofFactory proofs(ECKey key) throws Exception {
        return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    }

    private static URI place(String path) {
        return service.web.url().resolve(path);
    }

    private static HttpResponse<String> ask(String... sent) throws Exception {
        return ci.ask(ci.signed(ci.claims().build()), Map.of(), List.of(sent));
    }

    private static String token() throws Exception {
        return TestingProgram.token(
                ask(proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize()));
    }

    private static String proof(String token) throws Exception {
        return proofs.createDPoPJWT("GET", place(PATH), new DPoPAccessToken(token))
                .serialize();
    }

    private static int get(String scheme, String token, String... sent) throws Exception {
        var request = HttpRequest.newBuilder(place(PATH)).header("Authorization", scheme + " " + token);
        for (String one : sent) {
            request.header("DPoP", one);
        }
        return TestingBrowser.send(request.build()).statusCode();
    }

    @Test
    void aTokenIsTakenOnlyWithAProofOfItsKeyForThisRequestAndOnce() throws Exception {
        HttpResponse<String> answer =
                ask(proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize());
        assertThat(answer.body()).contains("\"token_type\":\"DPoP\"");
        String token = TestingProgram.token(answer);
        String once = proof(token);
        assertThat(get("DPoP", token, once)).isEqualTo(200);
        assertThat(get("DPoP", token, once)).as("replayed").isEqualTo(401);
        assertThat(get("DPoP", token)).as("no proof").isEqualTo(401);
        assertThat(get("Bearer", token)).as("as if it were not bound").isEqualTo(401);
        assertThat(get("Bearer", token, proof(token)))
                .as("as if it were not bound")
                .isEqualTo(401);
        assertThat(get("DPoP", token, proof(token), proof(token))).as("two").isEqualTo(401);
        assertThat(get("DPoP", token, proof(token()))).as("for another token").isEqualTo(401);
        var access = new DPoPAccessToken(token);
        assertThat(get(
                        "DPoP",
                        token,
                        proofs(newKey())
                                .createDPoPJWT("GET", place(PATH), access)
                                .serialize()))
                .as("another key")
                .isEqualTo(401);
        assertThat(get(
                        "DPoP",
                        token,
                        proofs.createDPoPJWT("POST", place(PATH), access).serialize()))
                .as("another method")
                .isEqualTo(401);
        assertThat(get(
                        "DPoP",
                        token,
                        proofs.createDPoPJWT("GET", place("/api/v1/session"), access)
                                .serialize()))
                .as("another path")
                .isEqualTo(401);
        assertThat(get("DPoP", token, proofs.createDPoPJWT("GET", place(PATH)).serialize()))
                .as("for no token")
                .isEqualTo(401);
        for (long seconds : new long[] {-200, 200}) {
            assertThat(get(
                            "DPoP",
                            token,
                            proofs.createDPoPJWT(
                                            new JWTID(),
                                            "GET",
                                            place(PATH),
                                            Date.from(Instant.now().plusSeconds(seconds)),
                                            access,
                                            null)
                                    .serialize()))
                    .as("%s s away", seconds)
                    .isEqualTo(401);
        }
        assertThat(get("DPoP", token, "nonsense")).isEqualTo(401);
        assertThat(get("DPoP", token, proof(token))).isEqualTo(200);
    }

    @Test
    void anotherNodeKnowsWhatWasUsed() throws Exception {
        String token = token();
        String used = proof(token);
        assertThat(get("DPoP", token, used)).isEqualTo(200);
        String assertion = ci.signed(ci.claims().build());
        String atToken = proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize();
        assertThat(ci.ask(assertion, Map.of(), List.of(atToken)).statusCode()).isEqualTo(200);
        try (var other = service.anotherNode()) {
            // As a proxy in front would send it there: by the name that both have.
            var there = new TestingNode(other.url(), service.web.url());
            assertThat(there.get(PATH, token, proof(token))).contains(" 200 ");
            assertThat(there.get(PATH, token, used)).contains(" 401 ");
            assertThat(there.ask(
                            assertion,
                            proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize()))
                    .contains("invalid_client");
            assertThat(there.ask(ci.signed(ci.claims().build()), atToken)).contains("invalid_dpop_proof");
        }
    }

    @Test
    void aFloodOfProofsMakesRoomForNone() throws Exception {
        String token = token();
        String used = proof(token);
        assertThat(get("DPoP", token, used)).isEqualTo(200);
        service.web.sql("""
                insert into signin.dpop_proof
                select sha256(convert_to(i::text, 'UTF8')), '2100-01-01' from generate_series(1, 200000) i""");
        assertThat(get("DPoP", token, used)).isEqualTo(401);
        service.web.sql("delete from signin.dpop_proof where until = '2100-01-01'");
    }

    @Test
    void aClientOfBoundTokensGetsNoOtherAndAnyMayAskForThem() throws Exception {
        assertThat(ask().statusCode()).isEqualTo(400);
        assertThat(ask().body()).contains("invalid_dpop_proof");
        String once = proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize();
        assertThat(ask(once).statusCode()).isEqualTo(200);
        assertThat(ask(once).body()).as("replayed").contains("invalid_dpop_proof");
        assertThat(ask(proofs.createDPoPJWT("POST", place("/oauth2/revoke")).serialize())
                        .body())
                .contains("invalid_dpop_proof");
        TestingProgram free = service.client("free", "ci-bot", "operators.read");
        assertThat(get("Bearer", free.token())).isEqualTo(200);
        String bound = TestingProgram.token(free.ask(
                free.signed(free.claims().build()),
                Map.of(),
                List.of(proofs.createDPoPJWT("POST", place("/oauth2/token")).serialize())));
        assertThat(get("Bearer", bound)).isEqualTo(401);
        assertThat(get("DPoP", bound, proof(bound))).isEqualTo(200);
        assertThat(get("DPoP", free.token(), proof(bound))).as("not bound").isEqualTo(401);
    }
}
