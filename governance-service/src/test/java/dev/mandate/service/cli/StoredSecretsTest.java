package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.mandate.service.directory.TestingLdap;
import dev.mandate.service.signin.TestingProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F16 of reliability: what is secret is in no column of the store, not in the log, and in no file but the one that is for it. */
class StoredSecretsTest {
    /** Files, 0600 each, whose purpose is to hold one secret. */
    private static final Set<String> HOLDERS = Set.of("operators", "clients");

    private final Map<String, String> secrets = new LinkedHashMap<>();

    /** What was given to somebody, and may be passed on. */
    private final Map<String, String> given = new LinkedHashMap<>();

    @Test
    void ofPeopleOperatorsAndPrograms(@TempDir Path home) throws Exception {
        try (var log = TestingLog.open();
                var service = TestingTokens.start(home, "ann", "ci-bot")) {
            var ann = service.web.browser();
            assertThat(ann.signIn("ann", "not the-secret").statusCode()).isEqualTo(401);
            assertThat(ann.signIn("ann", "secret of ann").statusCode()).isEqualTo(200);
            assertThat(ann.isSignedIn()).isTrue();
            ann.cookies.forEach((name, value) -> secrets.put("cookie " + name, value));
            service.office("ci-bot", "preset:platform-admin");
            TestingProgram ci = service.client("ci", "ci-bot", "operators.read");
            String assertion = ci.signed(ci.claims().build());
            String token = TestingProgram.token(ci.ask(assertion, Map.of()));
            assertThat(service.get("/api/v1/operators", token).statusCode()).isEqualTo(200);
            secrets.put("form token", ann.csrf);
            secrets.put("a person's password", "secret of ann");
            secrets.put("a wrong password", "not the-secret");
            secrets.put("the directory's password", TestingLdap.PASSWORD);
            secrets.put("assertion", assertion);
            secrets.put("access token", token);
            secrets.put(
                    "program's key",
                    JWK.parse(Files.readString(service.keyFile("ci")))
                            .toECKey()
                            .getD()
                            .toString());
            secrets.put(
                    "operator's token",
                    Files.readString(home.resolve("data/operators/ada.token")).strip());
            assertThat(secrets).hasSizeGreaterThanOrEqualTo(9);
            giveExport(service, home);
            givePages(service, home);
            assertNothingIsFound(service.web, home.resolve("data"), log);
        }
    }

    /** With personal values: nothing that was given to anybody holds more. */
    private void giveExport(TestingTokens service, Path home) throws IOException {
        Path file = home.resolve("export.zip");
        assertThat(service.line.as("ada", "history", "export", file.toString(), "--personal"))
                .as(service.line::err)
                .isZero();
        try (var entries = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                given.put(entry.getName(), new String(entries.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        given.put("the envelope", Files.readString(home.resolve("export.zip.envelope")));
        assertThat(String.join("\n", given.values())).contains("session.began", "operator.added");
    }

    private void givePages(TestingTokens service, Path home) throws Exception {
        Files.writeString(home.resolve("policy/more.yaml"), "time-zone: Europe/Zurich\n");
        assertThat(service.line.as(
                        "ada", "policy", "publish", home.resolve("policy").toString()))
                .as(service.line::err)
                .isZero();
        String ada = Files.readString(service.line.token("ada")).strip();
        givePage("a list", service.get("/api/v1/policy/versions?page_size=1", ada), "next_page_token");
    }

    private void givePage(String what, HttpResponse<String> page, String member) {
        String next = TestingProgram.member(member, page);
        given.put(what, page.body());
        given.put("where " + what + " goes on", next);
        given.put(
                "what is in where " + what + " goes on",
                new String(Base64.getUrlDecoder().decode(next), StandardCharsets.ISO_8859_1));
    }

    @Test
    void ofTheProviderAndOfSources(@TempDir Path home) throws Exception {
        int port = TestingWeb.freePort();
        try (var log = TestingLog.open();
                var provider = TestingProvider.start()) {
            Files.writeString(home.resolve("secret"), TestingProvider.SECRET);
            Path config = Files.writeString(home.resolve("mandate.yaml"), """
                    data: ./data
                    public-url: http://127.0.0.1:%d
                    sign-in:
                      provider:
                        issuer: %s
                        client: mandate
                        secret: "${file:secret}"
                        link: {source: hr, claim: preferred_username, attribute: username}
                        groups: {any-of: [mandate-users]}
                    sources: [{id: hr, type: scim}]
                    """.formatted(port, provider.issuer()));
            var line = new TestingCommandLine(config);
            try (var web = TestingWeb.start(config, port)) {
                assertThat(line.mandate("source", "token", "add", "hr", "--output", "table"))
                        .as(line::err)
                        .isZero();
                String token = line.out().strip();
                assertThat(TestingBrowser.send(HttpRequest.newBuilder(web.url().resolve("/scim/v2/hr/Users"))
                                        .header("Authorization", "Bearer " + token)
                                        .build())
                                .statusCode())
                        .isEqualTo(200);
                for (String name : List.of("ann", "ben")) {
                    assertThat(TestingBrowser.send(
                                            HttpRequest.newBuilder(web.url().resolve("/scim/v2/hr/Users"))
                                                    .header("Authorization", "Bearer " + token)
                                                    .header("Content-Type", "application/scim+json")
                                                    .POST(BodyPublishers.ofString("""
                                                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s"}""".formatted(name)))
                                                    .build())
                                    .statusCode())
                            .isEqualTo(201);
                }
                HttpResponse<String> page = TestingBrowser.send(
                        HttpRequest.newBuilder(web.url().resolve("/scim/v2/hr/Users?cursor&count=1"))
                                .header("Authorization", "Bearer " + token)
                                .build());
                assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
                givePage("a list of people", page, "nextCursor");
                var ann = web.browser();
                URI to = URI.create(ann.get("/sign-in/provider?to=/")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow());
                secrets.put("state", parameter("state", to.getRawQuery()));
                ann.cookies.forEach((name, value) -> secrets.put("cookie " + name, value));
                String idToken = provider.signed(
                        provider.claims(parameter("nonce", to.getRawQuery())).build());
                provider.give("the-code-of-this-sign-in", idToken);
                var refused = web.browser();
                URI another = URI.create(refused.get("/sign-in/provider?to=/")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow());
                String wrong =
                        provider.signed(provider.claims("of another sign-in").build());
                provider.give("a-code-that-is-of-no-use", wrong);
                assertThat(refused.get("/sign-in/provider/callback?code=a-code-that-is-of-no-use&state="
                                        + parameter("state", another.getRawQuery()) + "&iss=" + provider.issuer())
                                .statusCode())
                        .isEqualTo(401);
                assertThat(ann.get("/sign-in/provider/callback?code=the-code-of-this-sign-in&state="
                                        + secrets.get("state") + "&iss=" + provider.issuer())
                                .statusCode())
                        .isEqualTo(303);
                assertThat(ann.isSignedIn()).isTrue();
                ann.cookies.forEach((name, value) -> secrets.put("cookie " + name + " of the session", value));
                secrets.put("form token", ann.csrf);
                secrets.put("an id token that is not taken", wrong);
                secrets.put("its code", "a-code-that-is-of-no-use");
                secrets.put("code's verifier", parameter("code_verifier", provider.asked.getLast()));
                secrets.put("source's token", token);
                secrets.put("client's secret", TestingProvider.SECRET);
                secrets.put("code", "the-code-of-this-sign-in");
                secrets.put("id token", idToken);
                assertThat(secrets).hasSizeGreaterThanOrEqualTo(11);
                assertNothingIsFound(web, home.resolve("data"), log);
            }
        }
    }

    private static String parameter(String name, String form) {
        return Pattern.compile("(?:^|&)" + name + "=([^&]+)")
                .matcher(form)
                .results()
                .map(found -> URLDecoder.decode(found.group(1), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private void assertNothingIsFound(TestingWeb web, Path data, TestingLog log) throws Exception {
        Map<String, String> places = tables(web);
        assertThat(places.keySet()).contains("signin.session", "ledger.entry");
        assertThat(places.get("ledger.entry")).as("what is looked through").isNotEmpty();
        var found = new ArrayList<String>();
        places.forEach((place, text) -> look(place, text, found));
        for (Path file : files(data)) {
            look(data.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1), found);
        }
        look("the log", log.text(), found);
        assertThat(given).isNotEmpty();
        given.forEach((place, text) -> look(place, text, found));
        assertThat(found).isEmpty();
        // And had it been kept, it would have been seen.
        String kept = secrets.values().iterator().next();
        web.sql("insert into directory.source (id, attempted) values ('" + kept + "', '2026-01-01Z')");
        look("directory.source", tables(web).getOrDefault("directory.source", ""), found);
        assertThat(found).isNotEmpty();
    }

    private void look(String place, String text, List<String> found) {
        secrets.forEach((what, secret) -> {
            for (String form : forms(secret)) {
                if (text.contains(form)) {
                    found.add(what + " in " + place);
                }
            }
        });
    }

    /** As it is, in URLs, in hexadecimal, and in base64 wherever in a longer text it begins. */
    private static Set<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var forms = new HashSet<>(List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes)));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            int from = before == 0 ? 0 : before + 1;
            int to = shifted.length * 8 / 6;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
        return forms;
    }

    private static Map<String, String> tables(TestingWeb web) throws SQLException {
        var names = new ArrayList<String>();
        var texts = new LinkedHashMap<String, String>();
        try (var connection = web.connection();
                var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(
                    "select oid::regclass::text from pg_class where relkind in ('r', 'p') and not relispartition"
                            + " and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast')")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                try (var rows = statement.executeQuery("select t::text from " + name + " t")) {
                    var text = new StringBuilder();
                    while (rows.next()) {
                        text.append(rows.getString(1)).append('\n');
                    }
                    texts.put(name, text.toString());
                }
            }
        }
        return texts;
    }

    private static List<Path> files(Path data) throws IOException {
        try (var all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            !HOLDERS.contains(data.relativize(file).getName(0).toString()))
                    .toList();
        }
    }
}
