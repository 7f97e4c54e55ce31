package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.directory.TestingLdap;
import dev.mandate.service.platform.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command line that somebody confirms in a browser (RFC 8628), and its tokens. */
class DeviceLoginTest {
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Map<String, String> CLI = Map.of("client_id", "mandate-cli");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingTokens service;

    @BeforeAll
    static void start() throws Exception {
        service = TestingTokens.start(home, "ann", "bob", "dot");
        service.office("ann", "preset:platform-admin");
        service.office("dot", "preset:platform-admin");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void forgetTries() throws Exception {
        service.web.sql("delete from signin.attempt");
    }

    private static HttpResponse<String> post(String path, Map<String, String> more) throws Exception {
        var form = new java.util.TreeMap<>(CLI);
        form.putAll(more);
        return TestingProgram.post(service.web.url().resolve(path), form);
    }

    private static HttpResponse<String> begin() throws Exception {
        return post("/oauth2/device_authorization", Map.of());
    }

    /** As if the pause had passed. */
    private static HttpResponse<String> poll(String code) throws Exception {
        service.web.sql("update signin.device_login set polled = polled - interval '1 hour'");
        return post("/oauth2/token", Map.of("grant_type", DEVICE_CODE, "device_code", code));
    }

    private static HttpResponse<String> refresh(String token) throws Exception {
        return post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    private static TestingBrowser browser(String name) throws Exception {
        var browser = service.web.browser();
        assertThat(browser.signIn(name, "secret of " + name).statusCode()).isEqualTo(200);
        return browser;
    }

    private static HttpResponse<String> decide(TestingBrowser browser, String userCode, boolean allow)
            throws Exception {
        return browser.post("/sign-in/device", "{\"user_code\": \"" + userCode + "\", \"allow\": " + allow + "}");
    }

    /** The answer with the tokens of somebody's command line. */
    private static HttpResponse<String> login(String name) throws Exception {
        HttpResponse<String> begun = begin();
        assertThat(decide(browser(name), TestingProgram.member("user_code", begun), true)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> tokens = poll(TestingProgram.member("device_code", begun));
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        return tokens;
    }

    private static String error(HttpResponse<String> answer) {
        return TestingProgram.member("error", answer);
    }

    private static int status(String token) throws Exception {
        return service.get("/api/v1/operators", token).statusCode();
    }

    /** The command line of somebody, its error output as it comes. */
    private static final class Running extends Writer {
        final CompletableFuture<String> code = new CompletableFuture<>();
        final StringWriter text = new StringWriter();

        @Override
        public synchronized void write(char[] characters, int offset, int length) {
            text.write(characters, offset, length);
            Matcher shown = Pattern.compile("Code {2}([A-Z]{4}-[A-Z]{4})\\R").matcher(text.toString());
            if (shown.find()) {
                code.complete(shown.group(1));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static int mandate(Path login, Writer out, Writer err, String... words) {
        var all = new java.util.ArrayList<>(java.util.List.of(words));
        all.addAll(java.util.List.of("--login-file", login.toString()));
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private static int mandate(Path login, String... words) {
        return mandate(login, new StringWriter(), new StringWriter(), words);
    }

    @Test
    void aCommandLineIsSignedInRefreshesAndSignsOut() throws Exception {
        Path file = home.resolve("config/login.json");
        var err = new Running();
        var done = CompletableFuture.supplyAsync(() -> mandate(
                file,
                new StringWriter(),
                err,
                "login",
                "--server",
                service.web.url().toString()));
        String code = err.code.get(30, TimeUnit.SECONDS);
        assertThat(decide(
                                browser("ann"),
                                code.toLowerCase(java.util.Locale.ROOT).replace("-", " "),
                                true)
                        .statusCode())
                .isEqualTo(200);
        assertThat(done.get(30, TimeUnit.SECONDS)).as(err.text.toString()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        var out = new StringWriter();
        assertThat(mandate(file, out, err, "whoami", "--output", "table"))
                .as(err.text.toString())
                .isZero();
        assertThat(out.toString()).contains("subject " + service.subject("ann"), "operators.read");

        Path copied = Files.copy(file, home.resolve("copied.json"), StandardCopyOption.COPY_ATTRIBUTES);
        String before = Files.readString(file);
        outlive(file);
        assertThat(mandate(file, "operator", "list")).isZero();
        assertThat(Files.readString(file)).isNotEqualTo(before);
        assertThat(mandate(file, "whoami", "--server", "http://127.0.0.1:1")).isEqualTo(64);

        // Somebody else has the file of before: its refresh token was used, so nobody is signed in any more.
        outlive(copied);
        assertThat(mandate(copied, "whoami")).isEqualTo(1);
        assertThat(copied).doesNotExist();
        assertThat(mandate(file, new StringWriter(), err, "whoami")).isEqualTo(1);
        assertThat(err.text.toString()).contains("not signed in", "mandate login --server");
        assertThat(service.web.ledger("session.ended")).anyMatch(entry -> entry.contains("refresh-token-replayed"));
    }

    /** Its access token is over. */
    private static void outlive(Path file) throws IOException {
        String tokens = Files.readString(file);
        Files.writeString(file, tokens.replaceFirst("\"access\":\"[^\"]+\"", "\"access\":\"a.b.c\""));
    }

    @Test
    void signingOutEndsTheSessionThere() throws Exception {
        HttpResponse<String> tokens = login("ann");
        String access = TestingProgram.token(tokens);
        String refresh = TestingProgram.member("refresh_token", tokens);
        Path file = home.resolve("other/login.json");
        Login.in(file).write(new Login.Tokens(service.web.url(), access, refresh));
        assertThat(status(access)).isEqualTo(200);
        assertThat(mandate(file, "logout")).isZero();
        assertThat(file).doesNotExist();
        assertThat(status(access)).isEqualTo(401);
        assertThat(error(refresh(refresh))).isEqualTo("invalid_grant");
        assertThat(mandate(file, "logout")).isZero();
        assertThat(post("/oauth2/revoke", Map.of("token", "nobody's")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRefreshTokenIsGoodOnceAndOneThatComesAgainEndsAll() throws Exception {
        HttpResponse<String> first = login("ann");
        String old = TestingProgram.member("refresh_token", first);
        HttpResponse<String> second = refresh(old);
        assertThat(second.statusCode()).isEqualTo(200);
        String access = TestingProgram.token(second);
        assertThat(status(access)).isEqualTo(200);
        assertThat(error(refresh(old))).isEqualTo("invalid_grant");
        assertThat(error(refresh(TestingProgram.member("refresh_token", second))))
                .isEqualTo("invalid_grant");
        assertThat(status(access)).isEqualTo(401);
        assertThat(error(refresh("x".repeat(43)))).isEqualTo("invalid_grant");
    }

    @Test
    void theStoreHoldsNoTokenAndNoCode() throws Exception {
        HttpResponse<String> begun = begin();
        String tokens = login("ann").body();
        var held = new StringBuilder();
        try (var connection = service.web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select t::text from signin.refresh_token t union all select d::text from signin.device_login d
                        union all select s::text from signin.session s union all select s::text from signin.spent_token s
                        union all select convert_from(canonical, 'UTF8') from ledger.entry""")) {
            while (rows.next()) {
                held.append(rows.getString(1)).append('\n');
            }
        }
        Matcher secret = Pattern.compile("[A-Za-z0-9_-]{43}").matcher(tokens + begun.body());
        int looked = 0;
        while (secret.find()) {
            assertThat(held).doesNotContain(secret.group());
            looked++;
        }
        assertThat(looked).isGreaterThan(2);
        String userCode = TestingProgram.member("user_code", begun);
        assertThat(held).doesNotContain(userCode);
        // Eight of twenty letters are tried out within the hour, where nothing else is needed for it.
        assertThat(held).doesNotContain(HexFormat.of().formatHex(Token.hash("user code " + userCode.replace("-", ""))));
    }

    @Test
    void aCommandLineWaitsAndAsksNotTooOften() throws Exception {
        HttpResponse<String> begun = begin();
        assertThat(begun.body()).doesNotContain("verification_uri_complete").contains("\"interval\":5");
        String code = TestingProgram.member("device_code", begun);
        assertThat(error(poll(code))).isEqualTo("authorization_pending");
        assertThat(error(post("/oauth2/token", Map.of("grant_type", DEVICE_CODE, "device_code", code))))
                .isEqualTo("slow_down");
        assertThat(decide(browser("ann"), TestingProgram.member("user_code", begun), true)
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(post("/oauth2/token", Map.of("grant_type", DEVICE_CODE, "device_code", code))))
                .isEqualTo("slow_down");
        assertThat(poll(code).statusCode()).isEqualTo(200);
        assertThat(error(poll(code))).as("once").isEqualTo("invalid_grant");
        assertThat(error(poll("nobody's"))).isEqualTo("invalid_grant");
        assertThat(error(TestingProgram.post(
                        service.web.url().resolve("/oauth2/token"),
                        Map.of("grant_type", DEVICE_CODE, "device_code", code, "client_id", "another"))))
                .isEqualTo("invalid_client");
    }

    @Test
    void whatIsDeniedOrOverGivesNothing() throws Exception {
        HttpResponse<String> denied = begin();
        var ann = browser("ann");
        assertThat(decide(ann, TestingProgram.member("user_code", denied), false)
                        .statusCode())
                .isEqualTo(200);
        assertThat(decide(ann, TestingProgram.member("user_code", denied), true).statusCode())
                .isEqualTo(404);
        assertThat(error(poll(TestingProgram.member("device_code", denied)))).isEqualTo("access_denied");
        HttpResponse<String> late = begin();
        service.web.sql("update signin.device_login set ends = ends - interval '10 minutes'");
        assertThat(decide(ann, TestingProgram.member("user_code", late), true).statusCode())
                .isEqualTo(404);
        assertThat(error(poll(TestingProgram.member("device_code", late)))).isEqualTo("expired_token");
        assertThat(service.web.ledger("device.decided")).anyMatch(entry -> entry.contains("\"allowed\":\"false\""));
    }

    @Test
    void whoSignsOutBeforeTheCommandLineAsksAgainHasNotConfirmedIt() throws Exception {
        HttpResponse<String> begun = begin();
        var ann = browser("ann");
        decide(ann, TestingProgram.member("user_code", begun), true);
        ann.post("/sign-out", "{}");
        assertThat(error(poll(TestingProgram.member("device_code", begun)))).isEqualTo("invalid_grant");
    }

    @Test
    void codesAreNotGuessed() throws Exception {
        HttpResponse<String> begun = begin();
        var bob = browser("bob");
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(decide(bob, "BCDF-GHJ" + "KLMNPQRSTV".charAt(attempt), true)
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(decide(bob, TestingProgram.member("user_code", begun), true).statusCode())
                .isEqualTo(429);
        assertThat(service.web.ledger("signin.stopped")).isNotEmpty();
        assertThat(error(poll(TestingProgram.member("device_code", begun)))).isEqualTo("authorization_pending");
    }

    @Test
    void oneNetworkDoesNotFillTheStoreWithCommandLines() throws Exception {
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(begin().statusCode()).isEqualTo(200);
        }
        assertThat(begin().statusCode()).isEqualTo(429);
    }

    @Test
    void onlyOurOwnPageInSomebodysSessionConfirms() throws Exception {
        String userCode = TestingProgram.member("user_code", begin());
        String body = "{\"user_code\": \"" + userCode + "\", \"allow\": true}";
        assertThat(decide(service.web.browser(), userCode, true).statusCode())
                .as("nobody")
                .isEqualTo(401);
        var ann = browser("ann");
        HttpRequest.Builder elsewhere = ann.request("/sign-in/device")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString(body));
        assertThat(TestingBrowser.send(elsewhere.build()).statusCode()).isEqualTo(403);
        String csrf = ann.csrf;
        ann.csrf = "";
        assertThat(ann.post("/sign-in/device", body).statusCode())
                .as("no CSRF token")
                .isEqualTo(403);
        ann.csrf = csrf;
        String operator = Files.readString(service.line.token("ada")).strip();
        assertThat(TestingBrowser.send(HttpRequest.newBuilder(service.web.url().resolve("/sign-in/device"))
                                .header("Authorization", "Bearer " + operator)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build())
                        .statusCode())
                .as("an operator is nobody of a source")
                .isEqualTo(401);
        HttpResponse<String> page = ann.get("/sign-in/device");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(ann.get("/sign-in/device.js").statusCode()).isEqualTo(200);
        assertThat(ann.get("/sign-in/device.css").statusCode()).isEqualTo(200);
        assertThat(decide(ann, userCode, true).statusCode()).isEqualTo(200);
    }

    @Test
    void whoeverIsGoneOrWhoseSessionsEndIsRefusedAtTheNextRequest() throws Exception {
        String dots = TestingProgram.token(login("dot"));
        String anns = TestingProgram.token(login("ann"));
        assertThat(status(dots)).isEqualTo(200);
        var sessions = "/api/v1/sessions/" + service.subject("dot");
        assertThat(service.get(sessions, anns).body()).contains("\"device\":true");
        assertThat(TestingBrowser.send(HttpRequest.newBuilder(service.web.url().resolve(sessions + "/end"))
                                .header("Authorization", "Bearer " + anns)
                                .POST(BodyPublishers.ofString("{}"))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(status(dots)).isEqualTo(401);
        HttpResponse<String> again = login("dot");
        service.ldap.delete(TestingLdap.personDn("dot"));
        service.refresh();
        assertThat(status(TestingProgram.token(again))).isEqualTo(401);
        assertThat(error(refresh(TestingProgram.member("refresh_token", again))))
                .isEqualTo("invalid_grant");
    }
}
