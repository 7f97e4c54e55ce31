package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Route;
import dev.mandate.service.signin.TestingProvider;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a yes, or leaves the house, wants somebody who showed lately who they are: over HTTP, by every way of being known there. */
class StepUpTest {
    private static final TestingProvider PROVIDER = TestingProvider.start();
    private static final Map<String, String> CLI = Map.of("client_id", "mandate-cli");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingTokens service;

    @BeforeAll
    static void start() throws Exception {
        int port = TestingWeb.freePort();
        Files.writeString(home.resolve("secret"), TestingProvider.SECRET);
        service = TestingTokens.start(home, port, """
                public-url: http://localhost:%d
                sign-in:
                  passwords: corp
                  provider:
                    issuer: %s
                    client: mandate
                    secret: "${file:secret}"
                    link: {source: corp, claim: preferred_username, attribute: username}
                """.formatted(port, PROVIDER.issuer()), "ann", "bob");
        service.office("ann", "preset:security-lead");
        service.office("ann", "preset:platform-admin");
    }

    @AfterAll
    static void stop() {
        service.close();
        PROVIDER.close();
    }

    @BeforeEach
    void nobodyIsSignedIn() throws Exception {
        service.web.sql("delete from signin.session");
        service.web.sql("delete from signin.attempt");
        service.web.sql("delete from signin.device_login");
    }

    /** As if everybody who is signed in had been for so long. */
    private static void later(String by) throws Exception {
        service.web.sql("update signin.session set began = began - interval '%s', proved = proved - interval '%s'"
                .formatted(by, by));
    }

    private static TestingBrowser browser() throws Exception {
        var ann = service.web.browser();
        assertThat(ann.signIn("ann", "secret of ann").statusCode()).isEqualTo(200);
        return ann;
    }

    /** A Hold on bob, which is quick to place and asks for nothing more. */
    private static String hold(TestingBrowser ann) throws Exception {
        HttpResponse<String> placed = ann.post(
                "/api/v1/holds", "{\"subject\": \"%s\", \"reason\": \"looked at\"}".formatted(service.subject("bob")));
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(200);
        return TestingProgram.member("id", placed);
    }

    private static HttpResponse<String> lift(TestingBrowser ann, String hold) throws Exception {
        return ann.post("/api/v1/holds/" + hold + "/lift", "{\"reason\": \"looked at\"}");
    }

    private static HttpResponse<String> lift(String token, String hold) throws Exception {
        return TestingBrowser.send(HttpRequest.newBuilder(service.web.url().resolve("/api/v1/holds/" + hold + "/lift"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString("{\"reason\": \"looked at\"}"))
                .build());
    }

    private static void assertToldToSignInAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"step-up-needed\"", "sign in again", "mandate login");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer error=\"insufficient_user_authentication\", max_age=\"600\"");
    }

    private static void assertInForce(String hold, boolean inForce) throws Exception {
        assertThat(browser().get("/api/v1/holds").body().contains(hold)).isEqualTo(inForce);
    }

    @Test
    void aPasswordCountsForTenMinutesAndAgainAfterItIsTypedAgain() throws Exception {
        var ann = browser();
        String hold = hold(ann);
        later("10 minutes 1 second");
        assertToldToSignInAgain(lift(ann, hold));
        assertInForce(hold, true);
        assertThat(ann.get("/api/v1/holds").statusCode()).as("looking").isEqualTo(200);
        String another = hold(ann);

        assertThat(ann.signIn("ann", "secret of bob").statusCode()).isEqualTo(401);
        assertToldToSignInAgain(lift(ann, hold));
        assertThat(ann.signIn("ann", "secret of ann").statusCode()).isEqualTo(200);
        assertThat(lift(ann, hold).statusCode()).isEqualTo(200);
        later("9 minutes");
        assertThat(lift(ann, another).statusCode()).isEqualTo(200);
        assertInForce(hold, false);
    }

    @Test
    void noRouteThatAsksForItIsOpenWithoutIt() throws Exception {
        var ann = browser();
        List<Route<?, ?>> signing = service.web.get(Api.class).routes().stream()
                .filter(route -> route.permission().care() == Permission.Care.SIGN)
                .toList();
        assertThat(signing).hasSizeGreaterThan(8);
        for (Route<?, ?> route : signing) {
            assertThat(asked(ann, route).body()).as("%s", route).doesNotContain("step-up-needed", "not-permitted");
        }
        later("11 minutes");
        for (Route<?, ?> route : signing) {
            assertToldToSignInAgain(asked(ann, route));
        }
    }

    private static HttpResponse<String> asked(TestingBrowser ann, Route<?, ?> route) throws Exception {
        String path = Api.PREFIX + route.path().replaceAll("[{][a-z]+[}]", "none");
        return route.method() == Route.Method.GET ? ann.get(path) : ann.post(path, "{}");
    }

    private static HttpResponse<String> byProvider(
            TestingBrowser browser, String how, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> more)
            throws Exception {
        HttpResponse<String> begun = browser.get("/sign-in/provider?to=/" + how);
        Map<String, String> asked = new HashMap<>();
        for (String pair : URI.create(begun.headers().firstValue("Location").orElseThrow())
                .getRawQuery()
                .split("&", -1)) {
            String[] parts = pair.split("=", 2);
            asked.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        if (how.isEmpty()) {
            assertThat(asked).doesNotContainKeys("prompt", "max_age");
        } else {
            assertThat(asked).containsEntry("prompt", "login").containsEntry("max_age", "0");
        }
        String code = UUID.randomUUID().toString();
        PROVIDER.give(
                code,
                PROVIDER.signed(more.apply(PROVIDER.claims(asked.getOrDefault("nonce", "")))
                        .build()));
        HttpResponse<String> in = browser.get("/sign-in/provider/callback?code=" + code + "&state=" + asked.get("state")
                + "&iss=" + PROVIDER.issuer());
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(browser.isSignedIn()).isTrue();
        return in;
    }

    private static Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> shown(long secondsFromNow) {
        return claims -> claims.claim("auth_time", Instant.now().getEpochSecond() + secondsFromNow);
    }

    /** Who comes back from the provider may have been signed in there for days, on a desk that anybody can sit down at. */
    @Test
    void whatTheProviderKnewBeforeDoesNotCountAndWhatItAsksAnewDoes() throws Exception {
        String hold = hold(browser());
        var ann = service.web.browser();
        byProvider(ann, "", shown(-601));
        assertToldToSignInAgain(lift(ann, hold));
        byProvider(ann, "", claims -> claims);
        assertToldToSignInAgain(lift(ann, hold));
        byProvider(ann, "&again", claims -> claims);
        assertToldToSignInAgain(lift(ann, hold));
        byProvider(ann, "&again", shown(-601));
        assertToldToSignInAgain(lift(ann, hold));
        byProvider(ann, "&again", shown(3600));
        assertToldToSignInAgain(lift(ann, hold));
        assertInForce(hold, true);

        byProvider(ann, "&again", shown(-1));
        assertThat(lift(ann, hold).statusCode()).isEqualTo(200);
        assertInForce(hold, false);
    }

    private static HttpResponse<String> device(TestingBrowser ann) throws Exception {
        HttpResponse<String> begun =
                TestingProgram.post(service.web.url().resolve("/oauth2/device_authorization"), CLI);
        assertThat(ann.post(
                                "/sign-in/device",
                                "{\"user_code\": \"%s\", \"allow\": true}"
                                        .formatted(TestingProgram.member("user_code", begun)))
                        .statusCode())
                .isEqualTo(200);
        // As if the pause had passed.
        service.web.sql("update signin.device_login set polled = polled - interval '1 hour'");
        return tokens(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                TestingProgram.member("device_code", begun)));
    }

    private static HttpResponse<String> tokens(Map<String, String> more) throws Exception {
        Map<String, String> form = new HashMap<>(CLI);
        form.putAll(more);
        HttpResponse<String> tokens = TestingProgram.post(service.web.url().resolve("/oauth2/token"), form);
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        return tokens;
    }

    /** A command line shows no more than the browser that confirmed it, and a token that is new says nothing of its owner. */
    @Test
    void aCommandLinesTokenIsAsOldAsTheSignInBehindIt() throws Exception {
        var ann = browser();
        String hold = hold(ann);
        HttpResponse<String> first = device(ann);
        later("11 minutes");
        assertToldToSignInAgain(lift(TestingProgram.token(first), hold));
        HttpResponse<String> refreshed = tokens(
                Map.of("grant_type", "refresh_token", "refresh_token", TestingProgram.member("refresh_token", first)));
        assertToldToSignInAgain(lift(TestingProgram.token(refreshed), hold));
        assertToldToSignInAgain(lift(TestingProgram.token(device(ann)), hold));
        assertInForce(hold, true);

        assertThat(ann.signIn("ann", "secret of ann").statusCode()).isEqualTo(200);
        assertToldToSignInAgain(lift(TestingProgram.token(refreshed), hold));
        assertThat(lift(TestingProgram.token(device(ann)), hold).statusCode()).isEqualTo(200);
        assertInForce(hold, false);
    }

    @Test
    void aProgramNeverShowsWhoItIs() throws Exception {
        String hold = hold(browser());
        assertThat(service.line.mandate("client", "add", "bot", "--subject", "corp/ann", "--may", "holds.lift"))
                .isEqualTo(1);
        assertThat(service.line.err()).contains("holds.lift");
        TestingProgram program = service.client("reader", "ann", "holds.read");
        service.web.sql("update signin.client set permissions = '{holds.read,holds.lift}' where name = 'reader'");
        assertToldToSignInAgain(lift(program.token(), hold));
        assertInForce(hold, true);
    }
}
