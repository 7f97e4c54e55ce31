package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.signin.SignInApi;
import dev.mandate.service.signin.TestingProvider;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovering on the host while the service runs and its identity provider is not there. */
class RecoverCommandTest {
    private static final TestingProvider PROVIDER = TestingProvider.start();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @BeforeAll
    static void start() throws Exception {
        int port = TestingWeb.freePort();
        Files.writeString(home.resolve("secret"), "of the client");
        Path config = TestingCommandLine.config(home, """
                public-url: http://127.0.0.1:%d
                sign-in:
                  provider:
                    issuer: %s
                    client: mandate
                    secret: "${file:secret}"
                    link: {source: corp, claim: preferred_username, attribute: username}
                """.formatted(port, PROVIDER.issuer()));
        line = new TestingCommandLine(config);
        web = TestingWeb.start(config, port);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
        web.close();
    }

    @BeforeEach
    void closed() throws SQLException {
        web.sql("delete from signin.attempt");
        line.mandate("recover", "end");
    }

    private static List<String> codes(int need, int of) {
        assertThat(line.mandate("recover", "codes", "--need", "" + need, "--of", "" + of))
                .as(line::err)
                .isZero();
        return line.out().lines().toList();
    }

    private static int recover(String... codes) throws Exception {
        Path file = home.resolve("codes");
        Files.writeString(file, String.join("\n", codes));
        return line.mandate("recover", "--codes-file", file.toString());
    }

    private static Path file() {
        return home.resolve("data/recovery.token");
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return TestingBrowser.send(web.browser()
                .request(path)
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static HttpResponse<String> post(String path, String token) throws Exception {
        return TestingBrowser.send(web.browser()
                .request(path)
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString("{}"))
                .build());
    }

    @Test
    void enoughCodesOpenItThoughNobodyCanSignIn() throws Exception {
        var ann = web.browser();
        String asked =
                ann.get("/sign-in/provider").headers().firstValue("Location").orElseThrow();
        assertThat(asked).as("the provider was there").startsWith(PROVIDER.issuer());
        PROVIDER.close();
        String state = asked.replaceFirst(".*[?&]state=([^&]+).*", "$1");
        assertThat(ann.get("/sign-in/provider/callback?code=any&state=" + state + "&iss=" + PROVIDER.issuer())
                        .statusCode())
                .as("and is not any more")
                .isEqualTo(503);
        List<String> codes = codes(2, 3);
        assertThat(codes).hasSize(3).allMatch(code -> code.matches("([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}"));
        assertThat(recover(codes.get(0), codes.get(2).toLowerCase(java.util.Locale.ROOT)))
                .as(line::err)
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(line.err()).contains("1 codes are left and it takes 2");
        String token = Files.readString(file()).strip();
        assertThat(get("/api/v1/operators", token).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", token).body()).contains("mandate_recovery_open 1.0");
        for (String route : new String[] {"/api/v1/holds", "/api/v1/policy/approvals", "/api/v1/reconciliations"}) {
            assertThat(post(route, token).body()).as(route).contains("not-permitted");
        }
        assertThat(line.mandate("source", "check", "corp", "--token-file", file().toString()))
                .as("asks the source, which is not there")
                .isEqualTo(ExitCode.FAILED.code());
        assertThat(line.err()).contains("cannot connect");
    }

    @Test
    void itIsOverAfterAnHourAndSaysSo() throws Exception {
        List<String> codes = codes(1, 1);
        assertThat(recover(codes.getFirst())).isZero();
        String token = Files.readString(file()).strip();
        web.sql("update signin.recovery set until = until - interval '60 minutes'");
        assertThat(get("/api/v1/operators", token).statusCode()).isEqualTo(401);
        web.get(SignInApi.class).tidy();
        assertThat(ledger()).contains("recovery.prepared", "recovery.begun", "recovery.ended");
    }

    @Test
    void endsWhenItsOwnerSaysSo() throws Exception {
        recover(codes(1, 1).getFirst());
        String token = Files.readString(file()).strip();
        assertThat(line.mandate("recover", "end")).isZero();
        assertThat(file()).doesNotExist();
        assertThat(get("/api/v1/operators", token).statusCode()).isEqualTo(401);
    }

    @Test
    void tooFewCodesOrWrongOnesOpenNothingAndUseNothingUp() throws Exception {
        List<String> codes = codes(2, 3);
        String first = codes.get(0);
        for (String[] wrong : new String[][] {
            {},
            {first},
            {first, first},
            {first, first.toLowerCase(java.util.Locale.ROOT)},
            {first, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"},
            {first, codes.get(1), "x"},
            {first, codes.get(1).substring(1)}
        }) {
            assertThat(recover(wrong)).as(String.join(" ", wrong)).isNotZero();
            assertThat(line.err()).contains("different codes").doesNotContain(first);
            assertThat(file()).doesNotExist();
        }
        assertThat(ledger()).anyMatch(entry -> entry.equals("recovery.begun"));
        assertThat(recover(first, codes.get(1))).isZero();
    }

    @Test
    void aCodeIsGoodOnceAndOnlyWithItsKeyFileAndUntilOthersAreMade() throws Exception {
        List<String> codes = codes(1, 3);
        assertThat(recover(codes.get(0))).isZero();
        assertThat(recover(codes.get(0))).isNotZero();
        Path key = home.resolve("data/recovery.key");
        String right = Files.readString(key);
        Files.writeString(key, "x".repeat(43));
        assertThat(recover(codes.get(1))).isNotZero();
        Files.writeString(key, right);
        codes(1, 1);
        assertThat(recover(codes.get(2))).isNotZero();
    }

    @Test
    void guessingIsStopped() throws Exception {
        codes(1, 1);
        for (int guess = 0; guess < 10; guess++) {
            recover("AAAAA-AAAAA-AAAAA-AAAAA-AAAA" + guess);
        }
        assertThat(recover("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")).isNotZero();
        assertThat(line.err()).contains("too many tries");
    }

    private static List<String> ledger() throws SQLException {
        try (var connection = web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select convert_from(canonical, 'UTF8')::jsonb ->> 'action' from ledger.entry")) {
            var actions = new java.util.ArrayList<String>();
            while (rows.next()) {
                actions.add(rows.getString(1));
            }
            return actions;
        }
    }
}
