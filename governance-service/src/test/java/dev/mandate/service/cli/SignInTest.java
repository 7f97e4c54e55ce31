package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.TestingLdap;
import dev.mandate.service.signin.SignInApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in to the service as it answers over HTTP, with an LDAP directory that knows the passwords. */
class SignInTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final SourceId CORP = SourceId.of("corp");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingLdap ldap;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @BeforeAll
    static void start() throws Exception {
        ldap = TestingLdap.plain();
        for (String name : new String[] {"ann", "bob", "cid", "dot"}) {
            ldap.person(TestingLdap.personDn(name), name, "userPassword: secret of " + name);
        }
        Files.writeString(home.resolve("password"), TestingLdap.PASSWORD);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                sign-in: {passwords: corp, proxies: [127.0.0.1]}
                sources:
                  - id: corp
                    type: ldap
                    url: ldap://127.0.0.1:%d
                    bind: {dn: "%s", password: "${file:password}"}
                    people: {base: "ou=people,%s"}
                    groups: {base: "ou=groups,%s"}
                """.formatted(
                        ldap.port(), TestingLdap.READER, TestingLdap.BASE, TestingLdap.BASE));
        web = TestingWeb.start(config);
    }

    @AfterAll
    static void stop() {
        web.close();
        ldap.close();
    }

    @BeforeEach
    void refresh() throws SQLException {
        web.get(DirectoryApi.class).refresh(CORP, Caller.job("test"));
        web.sql("delete from signin.attempt");
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    @Test
    void whoSignsInIsKnownUntilTheySignOut() throws Exception {
        var ann = web.browser();
        HttpResponse<String> in = ann.signIn("ann", "secret of ann");
        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("mandate-session=")
                .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
                .doesNotContain("Domain", "Max-Age", "Expires");
        assertThat(in.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(ann.get("/sign-in").body()).contains("\"kind\":\"subject\"", "\"csrf_token\"");
        Map<String, String> cookies = Map.copyOf(ann.cookies);
        assertThat(ann.post("/sign-out", "{}").statusCode()).isEqualTo(200);
        ann.cookies.putAll(cookies);
        assertThat(ann.get("/sign-in").body()).doesNotContain("csrf_token");
    }

    @Test
    void nobodyMayDoAnythingOnlyBecauseTheySignedIn() throws Exception {
        var ann = web.browser();
        ann.signIn("ann", "secret of ann");
        assertThat(ann.get("/api/v1/operators").statusCode()).isEqualTo(403);
        assertThat(ann.post("/api/v1/plans", "{}").statusCode()).isEqualTo(403);
        assertThat(ann.get("/actuator/prometheus").statusCode()).isEqualTo(403);
        assertThat(web.browser().get("/api/v1/operators").statusCode()).isEqualTo(401);
    }

    @Test
    void oneAnswerForWhoeverIsNotLetIn() throws Exception {
        ldap.set(TestingLdap.personDn("cid"), "employeeType", "left");
        var stranger = web.browser();
        String wrong = said(stranger.signIn("ann", "secret of bob"));
        assertThat(said(stranger.signIn("nobody", "secret of bob"))).isEqualTo(wrong);
        assertThat(said(stranger.signIn("ann", ""))).isEqualTo(wrong);
        assertThat(said(stranger.signIn("*", "secret of ann"))).isEqualTo(wrong);
        assertThat(wrong).contains("sign-in-refused").doesNotContain("ann");
        assertThat(stranger.cookies).isEmpty();
    }

    /** Without what is another each time. */
    private static String said(HttpResponse<String> answer) {
        return answer.statusCode() + answer.body().replaceAll("\"trace_id\":\"[^\"]*\"", "");
    }

    @Test
    void whoWasSuspendedIsNotKnownAtTheNextRequest() throws Exception {
        var dot = web.browser();
        dot.signIn("dot", "secret of dot");
        assertThat(dot.get("/sign-in").body()).contains("csrf_token");
        ldap.delete(TestingLdap.personDn("dot"));
        web.get(DirectoryApi.class).refresh(CORP, Caller.job("test"));
        assertThat(dot.get("/sign-in").body()).doesNotContain("csrf_token");
        assertThat(dot.get("/api/v1/session").statusCode()).isEqualTo(401);
        assertThat(dot.signIn("dot", "secret of dot").statusCode()).isEqualTo(401);
    }

    @Test
    void afterTenWrongPasswordsNotEvenTheRightOneIsTaken() throws Exception {
        var bob = web.browser();
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(bob.signIn("bob", "guess " + attempt).statusCode()).isEqualTo(401);
        }
        assertThat(bob.signIn("bob", "secret of bob").statusCode()).isEqualTo(429);
        assertThat(bob.signIn("nobody-at-all", "x").statusCode()).isEqualTo(401);
        web.sql("update signin.attempt set since = since - interval '16 minutes'");
        assertThat(bob.signIn("bob", "secret of bob").statusCode()).isEqualTo(200);
    }

    @Test
    void namesNobodyHasAreCountedAsOthersAre() throws Exception {
        var stranger = web.browser();
        for (int attempt = 0; attempt < 10; attempt++) {
            stranger.signIn("nobody", "guess " + attempt);
        }
        assertThat(stranger.signIn("nobody", "x").statusCode()).isEqualTo(429);
    }

    @Test
    void oneNetworkIsStoppedWhateverNamesItTries() throws Exception {
        var stranger = web.browser();
        for (int attempt = 0; attempt < 100; attempt++) {
            assertThat(stranger.signIn("name-" + attempt, "x").statusCode()).isEqualTo(401);
        }
        assertThat(stranger.signIn("ann", "secret of ann").statusCode()).isEqualTo(429);
    }

    @Test
    void behindAProxyNobodyStopsTheOthers() throws Exception {
        String body = "{\"username\": \"%s\", \"password\": \"secret of ann\"}";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(web.url() + "/sign-in")).header("Content-Type", "application/json");
        for (int attempt = 0; attempt < 101; attempt++) {
            send(request.setHeader("X-Forwarded-For", "203.0.113.7")
                    .POST(BodyPublishers.ofString(body.formatted("name-" + attempt)))
                    .build());
        }
        HttpRequest ann =
                request.POST(BodyPublishers.ofString(body.formatted("ann"))).build();
        assertThat(send(ann).statusCode()).isEqualTo(429);
        HttpRequest elsewhere =
                request.setHeader("X-Forwarded-For", "203.0.113.8").build();
        assertThat(send(elsewhere).statusCode()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteSignsNobodyIn() throws Exception {
        String body = "{\"username\": \"ann\", \"password\": \"secret of ann\"}";
        for (String[] headers : new String[][] {
            {"Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"},
            {"Content-Type", "application/json", "Sec-Fetch-Site", "same-site"},
            {"Content-Type", "application/json", "Origin", "https://evil.example"},
            {"Content-Type", "application/json", "Origin", "null"},
            {"Content-Type", "text/plain"},
            {"Content-Type", "application/x-www-form-urlencoded"}
        }) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(web.url() + "/sign-in"))
                    .headers(headers)
                    .POST(BodyPublishers.ofString(body))
                    .build());
            assertThat(answer.statusCode()).as(String.join(" ", headers)).isEqualTo(403);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void whatChangesSomethingMustSayTheSessionsToken() throws Exception {
        var ann = web.browser();
        ann.signIn("ann", "secret of ann");
        String right = ann.csrf;
        var other = web.browser();
        other.signIn("ann", "secret of ann");
        for (String wrong : new String[] {"", "x", other.csrf, right + "x"}) {
            ann.csrf = wrong;
            assertThat(ann.post("/api/v1/plans", "{}").body()).as(wrong).contains("csrf-token-missing");
            assertThat(ann.post("/sign-out", "{}").statusCode()).isEqualTo(403);
        }
        ann.csrf = right;
        HttpRequest elsewhere = ann.request("/api/v1/plans")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(send(elsewhere).body()).contains("request-from-elsewhere");
        assertThat(ann.post("/api/v1/plans", "{}").body()).contains("not-permitted");
    }

    @Test
    void aTokenInTheRequestIsJudgedByItselfAlone() throws Exception {
        var ann = web.browser();
        ann.signIn("ann", "secret of ann");
        HttpRequest both = ann.request("/api/v1/session")
                .header("Authorization", "Bearer " + "x".repeat(43))
                .build();
        assertThat(send(both).statusCode()).isEqualTo(401);
    }

    @Test
    void whoReadsTheHostsFileAdministersUntilSomebodyElseCan() throws Exception {
        Path data = home.resolve("data");
        Path file = BootstrapFile.offer(data, web.get(SignInApi.class)).orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String secret = Files.readString(file).strip();
        assertThat(BootstrapFile.offer(data, web.get(SignInApi.class))).isPresent();
        assertThat(Files.readString(file).strip()).isEqualTo(secret);

        var host = web.browser();
        assertThat(host.post("/sign-in/bootstrap", "{\"secret\": \"guess\"}").statusCode())
                .isEqualTo(401);
        assertThat(host.post("/sign-in/bootstrap", "{\"secret\": \"" + secret + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(host.get("/api/v1/operators").statusCode()).isEqualTo(200);
        assertThat(host.post("/api/v1/policy/publish", "{}").statusCode()).isIn(403, 404);
        assertThat(web.browser()
                        .post("/sign-in/bootstrap", "{\"secret\": \"" + secret + "\"}")
                        .statusCode())
                .as("a second time")
                .isEqualTo(401);
        assertThat(BootstrapFile.offer(data, web.get(SignInApi.class))).isPresent();
        assertThat(Files.readString(file).strip()).isNotEqualTo(secret);

        web.sql("update signin.bootstrap set ended = '2026-01-01Z', secret_hash = null");
        assertThat(BootstrapFile.offer(data, web.get(SignInApi.class))).isEmpty();
        assertThat(file).doesNotExist();
    }
}
