package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.signin.TestingProvider;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S25, F22: whom the provider disables or deletes is signed out of Mandate itself, though their cookie is young. */
class ScimEndsSessionsTest {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private TestingProvider provider;

    @SuppressWarnings("NullAway.Init")
    private TestingWeb web;

    @SuppressWarnings("NullAway.Init")
    private ScimClient scim;

    @BeforeEach
    void start() throws Exception {
        provider = TestingProvider.start();
        int port = TestingWeb.freePort();
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
                sources: [{id: corp, type: scim}]
                """.formatted(port, provider.issuer()));
        web = TestingWeb.start(config, port);
        var line = new TestingCommandLine(config);
        assertThat(line.mandate("source", "token", "add", "corp", "--output", "table"))
                .as(line::err)
                .isZero();
        scim = new ScimClient(
                URI.create(web.url() + "/scim/v2/corp"), line.out().strip());
    }

    @AfterEach
    void stop() throws Exception {
        scim.close();
        web.close();
        provider.close();
    }

    private String ann() throws Exception {
        return scim.send("POST", "/Users", "{\"schemas\": [\"" + USER + "\"], \"userName\": \"ann\"}")
                .id();
    }

    private void active(String id, boolean active) throws Exception {
        assertThat(scim.send("PATCH", "/Users/" + id, """
                                {"schemas": ["%s"], "Operations": [{"op": "replace", "path": "active", "value": %s}]}""".formatted(PATCH, active))
                        .status())
                .isEqualTo(200);
    }

    private TestingBrowser signedIn() throws Exception {
        var browser = web.browser();
        URI to = URI.create(browser.get("/sign-in/provider?to=/")
                .headers()
                .firstValue("Location")
                .orElseThrow());
        Map<String, String> asked = Stream.of(to.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        String code = UUID.randomUUID().toString();
        provider.give(
                code,
                provider.signed(provider.claims(asked.getOrDefault("nonce", "")).build()));
        browser.get("/sign-in/provider/callback?code=" + code + "&state=" + asked.get("state") + "&iss="
                + provider.issuer());
        assertThat(browser.isSignedIn()).isTrue();
        assertThat(browser.get("/api/v1/session").statusCode())
                .as("known, and permitted nothing")
                .isEqualTo(403);
        return browser;
    }

    private static void isOut(TestingBrowser browser) throws Exception {
        assertThat(browser.get("/api/v1/session").statusCode()).isEqualTo(401);
        assertThat(browser.isSignedIn()).isFalse();
    }

    @Test
    void whoIsDisabledIsOutAtTheNextRequestAndDoesNotComeBackByBeingEnabled() throws Exception {
        String ann = ann();
        var browser = signedIn();
        Map<String, String> cookies = Map.copyOf(browser.cookies);

        active(ann, false);
        isOut(browser);
        active(ann, true);
        browser.cookies.putAll(cookies);
        isOut(browser);
        signedIn();
    }

    @Test
    void whoIsDeletedIsOutAtTheNextRequest() throws Exception {
        String ann = ann();
        var browser = signedIn();

        assertThat(scim.send("DELETE", "/Users/" + ann, "").status()).isEqualTo(204);
        isOut(browser);
    }
}
