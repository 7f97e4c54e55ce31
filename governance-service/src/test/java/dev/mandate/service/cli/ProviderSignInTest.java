package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.mandate.model.access.Caller;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Call;
import dev.mandate.service.api.Route;
import dev.mandate.service.signin.SignInApi;
import dev.mandate.service.signin.TestingProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by an identity provider that may say anything; the real one is in {@code KeycloakIT}. */
class ProviderSignInTest {
    private static final TestingProvider PROVIDER = TestingProvider.start();
    private static final ForgedTokens FORGED = new ForgedTokens(PROVIDER);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @BeforeAll
    static void start() throws Exception {
        int port = TestingWeb.freePort();
        Files.writeString(home.resolve("people.yaml"), "people: []\ngroups: []\n");
        Files.writeString(home.resolve("secret"), TestingProvider.SECRET);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                public-url: http://127.0.0.1:%d
                sign-in:
                  provider:
                    issuer: %s
                    client: mandate
                    secret: "${file:secret}"
                    link: {source: corp, claim: preferred_username, attribute: username}
                    groups: {any-of: [mandate-users]}
                sources: [{id: corp, type: file, file: ./people.yaml}]
                """.formatted(port, PROVIDER.issuer()));
        web = TestingWeb.start(config, port);
        web.sql("insert into directory.source (id, attempted) values ('corp', '2026-01-01Z')");
    }

    @AfterAll
    static void stop() {
        web.close();
        PROVIDER.close();
    }

    @BeforeEach
    void people() throws SQLException {
        web.sql("delete from signin.session");
        web.sql("delete from signin.identity");
        web.sql("delete from signin.unlinked_identity");
        web.sql("delete from directory.subject");
        person("a", "ann");
    }

    private static void person(String id, String username) throws SQLException {
        web.sql(
                "insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes) values ('"
                        + UUID.randomUUID() + "', 'corp', '" + id + "', 'person', 'active', 1, false, '{\"username\":\""
                        + username + "\"}')");
    }

    private static Map<String, String> query(URI url) {
        Map<String, String> query = new HashMap<>();
        for (String pair : url.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String nonce(Map<String, String> asked) {
        return asked.getOrDefault("nonce", "");
    }

    private static Map<String, String> begin(TestingBrowser browser) throws Exception {
        HttpResponse<String> answer = browser.get("/sign-in/provider?to=/somewhere");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return query(URI.create(answer.headers().firstValue("Location").orElseThrow()));
    }

    private static HttpResponse<String> finish(TestingBrowser browser, Map<String, String> asked, String idToken)
            throws Exception {
        String code = UUID.randomUUID().toString();
        PROVIDER.give(code, idToken);
        return browser.get("/sign-in/provider/callback?code=" + code + "&state=" + asked.get("state") + "&iss="
                + PROVIDER.issuer());
    }

    private static HttpResponse<String> signIn(
            TestingBrowser browser, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> more) throws Exception {
        Map<String, String> asked = begin(browser);
        return finish(
                browser,
                asked,
                PROVIDER.signed(more.apply(PROVIDER.claims(nonce(asked))).build()));
    }

    @Test
    void whoTheProviderSaysItIsIsSignedInAndSentOn() throws Exception {
        var ann = web.browser();
        Map<String, String> asked = begin(ann);
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "mandate")
                .containsEntry("redirect_uri", "http://127.0.0.1:" + web.url().getPort() + "/sign-in/provider/callback")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(asked.get("scope")).contains("openid");
        HttpResponse<String> in =
                finish(ann, asked, PROVIDER.signed(PROVIDER.claims(nonce(asked)).build()));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).contains("/somewhere");
        assertThat(in.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(in.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(ann.isSignedIn()).isTrue();
        assertThat(PROVIDER.asked.getLast()).contains("code_verifier=", "grant_type=authorization_code");
        assertThat(ann.cookies).doesNotContainKey("mandate-login");
    }

    /** F13: what must not be believed. */
    static Stream<Arguments> forged() {
        return FORGED.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void takesNoToken(String what, Function<JWTClaimsSet, String> token) throws Exception {
        var ann = web.browser();
        Map<String, String> asked = begin(ann);
        String forged = token.apply(PROVIDER.claims(nonce(asked)).build());
        int entries = web.ledger().size();
        try (var log = TestingLog.open()) {
            HttpResponse<String> answer = finish(ann, asked, forged);
            // Where the token names a key that is not known, and lately was asked for one, nobody can say.
            assertThat(answer.statusCode()).as(answer.body()).isIn(401, 503);
            assertThat(ann.cookies).isEmpty();
            assertThat(log.text()).contains("sign-in: ");
            List<String> places = new ArrayList<>(List.of(answer.body(), log.text()));
            List<String> written = web.ledger();
            places.addAll(written.subList(entries, written.size()));
            assertThat(String.join("\n", written.subList(entries, written.size())))
                    .doesNotContain("session.began");
            for (String place : places) {
                assertThat(place)
                        .doesNotContain(nonce(asked), "sub-of-ann", "passwd", "or 1=1", "169.254", "unheard", "evil");
                for (String part : forged.split("[.]", -1)) {
                    if (part.length() > 1) {
                        assertThat(place).doesNotContain(part);
                    }
                }
            }
        }
    }

    /** Refusals are counted by network and written once a minute, or when the service ends. */
    @Test
    void whatIsRefusedReachesTheLedger() throws Exception {
        int before = web.ledger("denied").size();
        try (var node = web.anotherNode()) {
            var ann = node.browser();
            Map<String, String> asked = begin(ann);
            assertThat(finish(
                                    ann,
                                    asked,
                                    PROVIDER.signed(PROVIDER.claims("another").build()))
                            .statusCode())
                    .isEqualTo(401);
        }
        List<String> denied = web.ledger("denied");
        assertThat(denied).hasSize(before + 1);
        assertThat(denied.getLast()).contains("\"attempts\":1", "\"id\":\"sign-in\"", "\"outcome\":\"denied\"");
    }

    @Test
    void takesATokenThatExpiredAMomentAgo() throws Exception {
        var ann = web.browser();
        assertThat(signIn(
                                ann,
                                claims -> claims.expirationTime(ForgedTokens.in(-20))
                                        .issueTime(ForgedTokens.in(-600)))
                        .statusCode())
                .isEqualTo(303);
        assertThat(ann.isSignedIn()).isTrue();
    }

    /** What an earlier sign-in got is of no use in a later one. */
    @Test
    void aTokenCountsForTheSignInItWasMadeFor() throws Exception {
        var ann = web.browser();
        Map<String, String> first = begin(ann);
        String token = PROVIDER.signed(PROVIDER.claims(nonce(first)).build());
        assertThat(finish(ann, first, token).statusCode()).isEqualTo(303);
        var again = web.browser();
        assertThat(finish(again, begin(again), token).statusCode()).isEqualTo(401);
        assertThat(again.isSignedIn()).isFalse();
    }

    @Test
    void noOtherBrowserEndsWhatOneBegan() throws Exception {
        var victim = web.browser();
        var attacker = web.browser();
        Map<String, String> asked = begin(attacker);
        String token = PROVIDER.signed(PROVIDER.claims(nonce(asked)).build());
        assertThat(finish(victim, asked, token).body()).contains("sign-in-stale");
        begin(victim);
        assertThat(finish(victim, asked, token).body()).contains("sign-in-stale");
        assertThat(victim.isSignedIn()).isFalse();
    }

    @Test
    void anAnswerCountsOnce() throws Exception {
        var ann = web.browser();
        Map<String, String> asked = begin(ann);
        Map<String, String> cookies = Map.copyOf(ann.cookies);
        String path = "/sign-in/provider/callback?code=once&state=" + asked.get("state") + "&iss=" + PROVIDER.issuer();
        PROVIDER.give("once", PROVIDER.signed(PROVIDER.claims(nonce(asked)).build()));
        assertThat(ann.get(path).statusCode()).isEqualTo(303);
        assertThat(ann.get(path).body()).contains("sign-in-stale");
        var again = web.browser();
        again.cookies.putAll(cookies);
        assertThat(again.get(path).body()).contains("sign-in-stale");
    }

    @Test
    void anAnswerThatIsOfAnotherProviderOrOfNoneIsNotTaken() throws Exception {
        for (String iss : new String[] {"", "&iss=https://evil.example"}) {
            var ann = web.browser();
            Map<String, String> asked = begin(ann);
            PROVIDER.give("c", PROVIDER.signed(PROVIDER.claims(nonce(asked)).build()));
            assertThat(ann.get("/sign-in/provider/callback?code=c&state=" + asked.get("state") + iss)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void goesOnToOurOwnPagesOnly() throws Exception {
        for (String to :
                new String[] {"https://evil.example", "//evil.example", "/%5Cevil.example", "/%0d%0aX:y", "x"}) {
            var ann = web.browser();
            HttpResponse<String> answer = ann.get("/sign-in/provider?to=" + to);
            Map<String, String> asked =
                    query(URI.create(answer.headers().firstValue("Location").orElseThrow()));
            HttpResponse<String> in = finish(
                    ann, asked, PROVIDER.signed(PROVIDER.claims(nonce(asked)).build()));
            assertThat(in.headers().firstValue("Location")).as(to).contains("/");
        }
    }

    @Test
    void whoseNameNobodyOrSeveralHaveIsRefusedAndTheFindingIsOnTheLedger() throws Exception {
        assertThat(signIn(web.browser(), claims -> claims.claim("preferred_username", "nobody"))
                        .body())
                .contains("identity-unlinked", "nobody");
        assertThat(signIn(web.browser(), claims -> claims.claim("preferred_username", null))
                        .body())
                .contains("claim-missing");
        person("other", "ann");
        assertThat(signIn(web.browser(), claims -> claims).body()).contains("ambiguous");
        assertThat(web.ledger("identity.unlinked")).anyMatch(entry -> entry.contains("\"finding\":\"ambiguous\""));
    }

    private static String unlinked(Map<String, List<String>> query) {
        return web.get(Api.class)
                .answer(new Call(
                        Caller.operator("ada", null),
                        Route.Method.GET,
                        "/identities/unlinked",
                        query,
                        null,
                        step -> {}))
                .json();
    }

    @Test
    void whomNobodyIsIsListedWithoutAWordOfTheirToken() throws Exception {
        person("z", "zed");
        for (int attempt = 0; attempt < 2; attempt++) {
            signIn(
                    web.browser(),
                    claims -> claims.subject("sub-of-zoe")
                            .claim("preferred_username", "zoe")
                            .claim("email", "zoe@example.org"));
        }
        signIn(web.browser(), claims -> claims.subject("sub-of-dan").claim("preferred_username", null));
        String all = unlinked(Map.of());
        assertThat(all)
                .containsSubsequence("\"finding\":\"claim-missing\"", "\"attempts\":1", "\"finding\":\"nobody\"")
                .contains("\"attempts\":2", "\"issuer\":\"" + PROVIDER.issuer() + "\"")
                .doesNotContain("zoe", "dan", "sub-of", "example.org", "next_page_token\":\"");

        String first = unlinked(Map.of("page_size", List.of("1")));
        assertThat(first).contains("claim-missing").doesNotContain("\"nobody\"");
        String token = first.replaceAll(".*\"next_page_token\":\"([^\"]+)\".*", "$1");
        assertThat(unlinked(Map.of("page_size", List.of("1"), "page_token", List.of(token))))
                .contains("\"nobody\"")
                .doesNotContain("claim-missing");
        assertThat(unlinked(Map.of("page_token", List.of("AAFhAAFi")))).contains("page-token-invalid");
        var line = new TestingCommandLine(home.resolve("mandate.yaml"));
        assertThat(line.mandate("subject", "unlinked", "--identities", "--page-size", "1", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("claim-missing", PROVIDER.issuer(), "There are more: --page-token ");

        assertThat(signIn(web.browser(), claims -> claims.subject("sub-of-zoe").claim("preferred_username", "zed"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(unlinked(Map.of())).contains("claim-missing").doesNotContain("\"nobody\"");
    }

    @Test
    void whomNobodyIsIsShownToWhoeverMaySeeSourcesAlone() throws Exception {
        var ann = web.browser();
        signIn(ann, claims -> claims);
        assertThat(ann.get("/api/v1/identities/unlinked").statusCode()).isEqualTo(403);
        assertThat(web.browser().get("/api/v1/identities/unlinked").statusCode())
                .isEqualTo(401);
    }

    @Test
    void nobodyFillsTheStoreBySigningIn() throws Exception {
        web.sql("""
                insert into signin.unlinked_identity
                select sha256(n::text::bytea), 'https://elsewhere', 'nobody', '2026-01-01Z', '2026-01-01Z', 1
                from generate_series(1, 1000) as n""");
        signIn(web.browser(), claims -> claims.subject("sub-of-zoe").claim("preferred_username", "zoe"));
        assertThat(kept()).isEqualTo(1000);
        assertThat(unlinked(Map.of("page_size", List.of("1")))).contains(PROVIDER.issuer());
        web.sql("update signin.unlinked_identity set first_seen = first_seen - interval '91 days',"
                + " last_seen = last_seen - interval '91 days' where issuer <> 'https://elsewhere'");
        web.get(SignInApi.class).tidy();
        assertThat(kept()).isZero();
    }

    private static long kept() throws SQLException {
        try (var connection = web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from signin.unlinked_identity")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void whoeverGetsAUsedNameDoesNotBecomeThem() throws Exception {
        assertThat(signIn(web.browser(), claims -> claims).statusCode()).isEqualTo(303);
        assertThat(signIn(web.browser(), claims -> claims.subject("somebody-new"))
                        .body())
                .contains("another-identity");
    }

    @Test
    void aLinkOutlivesTheNameAndNotTheTenure() throws Exception {
        signIn(web.browser(), claims -> claims);
        var ann = web.browser();
        assertThat(signIn(ann, claims -> claims.claim("preferred_username", "ann-married"))
                        .statusCode())
                .isEqualTo(303);
        web.sql("update directory.subject set tenure = 2");
        assertThat(ann.isSignedIn()).isFalse();
        assertThat(signIn(web.browser(), claims -> claims.claim("preferred_username", "ann-married"))
                        .body())
                .contains("identity-unlinked");
        assertThat(signIn(web.browser(), claims -> claims.subject("sub-2")).statusCode())
                .isEqualTo(303);
    }

    @Test
    void whoIsNotActiveInTheDirectoryIsNotSignedInWhateverTheProviderSays() throws Exception {
        signIn(web.browser(), claims -> claims);
        web.sql("update directory.subject set state = 'suspended'");
        assertThat(signIn(web.browser(), claims -> claims).body()).contains("identity-unlinked", "not-active");
    }

    @Test
    void groupsThatAreNotSaidAdmitNobody() throws Exception {
        assertThat(admitted(claims -> claims.claim("groups", List.of("x", "mandate-users"))))
                .isTrue();
        assertThat(admitted(claims -> claims)).isFalse();
        assertThat(admitted(claims -> claims.claim("groups", List.of("x")))).isFalse();
        assertThat(admitted(claims -> claims.claim("groups", "mandate-users"))).isFalse();
        assertThat(admitted(claims -> claims.claim("groups", List.of("mandate-users", 7))))
                .isFalse();
        assertThat(admitted(claims -> claims.claim("groups", List.of("mandate-users"))
                        .claim("_claim_names", Map.of("groups", "src1"))))
                .isFalse();
        assertThat(admitted(claims ->
                        claims.claim("groups", List.of("mandate-users")).claim("hasgroups", true)))
                .isFalse();
    }

    private static boolean admitted(Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> claims) throws Exception {
        web.sql("delete from signin.session");
        assertThat(signIn(web.browser(), claims).statusCode()).isEqualTo(303);
        try (var connection = web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select admitted from signin.session")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static final Map<String, String> COMMAND_LINE = Map.of("client_id", "mandate-cli");

    private static HttpResponse<String> decide(TestingBrowser browser, String userCode, boolean allow)
            throws Exception {
        return browser.post("/sign-in/device", "{\"user_code\": \"" + userCode + "\", \"allow\": " + allow + "}");
    }

    private static HttpResponse<String> poll(String deviceCode) throws Exception {
        web.sql("update signin.device_login set polled = polled - interval '1 hour'");
        return TestingProgram.post(
                web.url().resolve("/oauth2/token"),
                Map.of(
                        "client_id",
                        "mandate-cli",
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        deviceCode));
    }

    /** The provider knows them, and its claims do not let them into Mandate: neither are their programs let in. */
    @Test
    void whoIsNotAdmittedConfirmsNoCommandLine() throws Exception {
        HttpResponse<String> begun =
                TestingProgram.post(web.url().resolve("/oauth2/device_authorization"), COMMAND_LINE);
        String userCode = TestingProgram.member("user_code", begun);
        String deviceCode = TestingProgram.member("device_code", begun);
        // Our own page is where public-url says.
        URI home = URI.create("http://127.0.0.1:" + web.url().getPort());
        var outside = new TestingBrowser(home);
        assertThat(signIn(outside, claims -> claims.claim("groups", List.of("x")))
                        .statusCode())
                .isEqualTo(303);
        assertThat(outside.isSignedIn()).isTrue();
        int decided = web.ledger("device.decided").size();
        int began = web.ledger("session.began").size();
        for (boolean allow : new boolean[] {true, false}) {
            HttpResponse<String> refused = decide(outside, userCode, allow);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
            assertThat(refused.body()).contains("\"code\":\"sign-in-refused\"").doesNotContain(userCode);
        }
        assertThat(TestingProgram.member("error", poll(deviceCode))).isEqualTo("authorization_pending");
        assertThat(web.ledger("device.decided")).hasSize(decided);
        assertThat(web.ledger("session.began")).hasSize(began);

        var inside = new TestingBrowser(home);
        signIn(inside, claims -> claims.claim("groups", List.of("mandate-users")));
        assertThat(inside.isSignedIn()).isTrue();
        assertThat(decide(inside, userCode, true).statusCode())
                .as("it waited for somebody who may")
                .isEqualTo(200);
        assertThat(poll(deviceCode).statusCode()).isEqualTo(200);
    }

    private static int logOut(String token) throws IOException, InterruptedException {
        return logOut(web, token);
    }

    private static int logOut(TestingWeb at, String token) throws IOException, InterruptedException {
        return TestingBrowser.send(HttpRequest.newBuilder(at.url().resolve("/sign-in/provider/logout"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("logout_token=" + token))
                        .build())
                .statusCode();
    }

    @Test
    void theProviderEndsOneSessionOrAllOfSomebody() throws Exception {
        var one = web.browser();
        var other = web.browser();
        signIn(one, claims -> claims.claim("sid", "s1"));
        signIn(other, claims -> claims.claim("sid", "s2"));
        assertThat(logOut(PROVIDER.signed(PROVIDER.logout().claim("sid", "s1").build())))
                .isEqualTo(200);
        assertThat(one.isSignedIn()).isFalse();
        assertThat(other.isSignedIn()).isTrue();
        assertThat(logOut(
                        PROVIDER.signed(PROVIDER.logout().subject("sub-of-ann").build())))
                .isEqualTo(200);
        assertThat(other.isSignedIn()).isFalse();
        assertThat(web.ledger("session.ended")).anyMatch(entry -> entry.contains("signed-out-at-provider"));
    }

    @Test
    void aLogoutTokenThatIsNotRightEndsNothing() throws Exception {
        var ann = web.browser();
        signIn(ann, claims -> claims.claim("sid", "s1"));
        JWTClaimsSet right = PROVIDER.logout().claim("sid", "s1").build();
        Map<String, String> wrong = Map.ofEntries(
                Map.entry(
                        "an ID token",
                        PROVIDER.signed(PROVIDER.claims("n").claim("sid", "s1").build())),
                Map.entry(
                        "with a nonce",
                        PROVIDER.signed(new JWTClaimsSet.Builder(right)
                                .claim("nonce", "n")
                                .build())),
                Map.entry(
                        "of another issuer",
                        PROVIDER.signed(
                                new JWTClaimsSet.Builder(right).issuer("x").build())),
                Map.entry(
                        "for another",
                        PROVIDER.signed(
                                new JWTClaimsSet.Builder(right).audience("x").build())),
                Map.entry(
                        "of another event",
                        PROVIDER.signed(new JWTClaimsSet.Builder(right)
                                .claim("events", Map.of("x", Map.of()))
                                .build())),
                Map.entry(
                        "without an id",
                        PROVIDER.signed(
                                new JWTClaimsSet.Builder(right).jwtID(null).build())),
                Map.entry("about nobody", PROVIDER.signed(PROVIDER.logout().build())),
                Map.entry(
                        "too old",
                        PROVIDER.signed(new JWTClaimsSet.Builder(right)
                                .issueTime(ForgedTokens.in(-3600))
                                .build())),
                Map.entry(
                        "expired",
                        PROVIDER.signed(new JWTClaimsSet.Builder(right)
                                .issueTime(ForgedTokens.in(-250))
                                .expirationTime(ForgedTokens.in(-200))
                                .build())),
                Map.entry(
                        "access",
                        TestingProvider.signed(
                                FORGED.header()
                                        .type(new JOSEObjectType("at+jwt"))
                                        .build(),
                                right,
                                PROVIDER.key)),
                Map.entry(
                        "another key",
                        TestingProvider.signed(FORGED.header().build(), right, TestingProvider.newKey("first"))),
                Map.entry("nobody's", new PlainJWT(right).serialize()),
                Map.entry("none", ""));
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            assertThat(logOut(one.getValue())).as(one.getKey()).isEqualTo(400);
            assertThat(ann.isSignedIn()).as(one.getKey()).isTrue();
        }
        assertThat(logOut(PROVIDER.signed(right))).isEqualTo(200);
        assertThat(logOut(PROVIDER.signed(right))).as("a second time").isEqualTo(400);
        assertThat(ann.isSignedIn()).isFalse();
    }

    /** F15: with 307 and 308 our secret and the code would be said again there, and another's keys would be believed. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void whereTheProviderSendsUsNothingIsAskedOrBelieved(int status) throws Exception {
        RSAKey old = PROVIDER.key;
        try (var other = TestingProvider.start();
                var node = web.anotherNode()) {
            assertThat(signIn(node.browser(), claims -> claims).statusCode()).isEqualTo(303);
            PROVIDER.sends = status;
            PROVIDER.elsewhere.put(TestingProvider.TOKEN, other.issuer() + TestingProvider.TOKEN);
            var ann = node.browser();
            Map<String, String> asked = begin(ann);
            other.give("code", PROVIDER.signed(PROVIDER.claims(nonce(asked)).build()));
            HttpResponse<String> refused = ann.get(
                    "/sign-in/provider/callback?code=code&state=" + asked.get("state") + "&iss=" + PROVIDER.issuer());
            assertThat(refused.statusCode()).as(refused.body()).isIn(401, 503);
            assertThat(other.asked).isEmpty();
            assertThat(refused.body()).doesNotContain(TestingProvider.SECRET, other.issuer());
            PROVIDER.elsewhere.clear();

            PROVIDER.key = TestingProvider.newKey("told by " + status);
            other.key = PROVIDER.key;
            PROVIDER.elsewhere.put(TestingProvider.KEYS, other.issuer() + TestingProvider.KEYS);
            assertThat(signIn(node.browser(), claims -> claims).statusCode()).isEqualTo(503);
            assertThat(other.keysRead).hasValue(0);
        } finally {
            PROVIDER.elsewhere.clear();
            PROVIDER.key = old;
        }
    }

    /** A key that is not known cannot be judged, so it is the provider that is broken, and not the token: also at the first try. */
    @Test
    void withoutItsKeysNobodyNewIsSignedInAndWhoIsStaysSo() throws Exception {
        RSAKey old = PROVIDER.key;
        try (var node = web.anotherNode()) {
            var before = node.browser();
            assertThat(signIn(before, claims -> claims).statusCode()).isEqualTo(303);
            PROVIDER.keysDown = true;
            assertThat(signIn(node.browser(), claims -> claims).statusCode())
                    .as("by a key that was read before")
                    .isEqualTo(303);
            PROVIDER.key = TestingProvider.newKey("rotated while away");
            for (int tries = 0; tries < 2; tries++) {
                var eve = node.browser();
                HttpResponse<String> answer = signIn(eve, claims -> claims);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("application/problem+json");
                assertThat(answer.body()).contains("\"code\":\"sign-in-unavailable\"", "keys cannot be read");
                assertThat(eve.cookies).isEmpty();
            }
            assertThat(before.isSignedIn()).isTrue();
            assertThat(logOut(
                            node,
                            PROVIDER.signed(
                                    PROVIDER.logout().subject("sub-of-ann").build())))
                    .isEqualTo(503);
            assertThat(before.isSignedIn()).isTrue();
        } finally {
            PROVIDER.keysDown = false;
            PROVIDER.key = old;
        }
    }
}
