package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.signin.TestingKeycloak;
import dev.mandate.service.signin.TestingKeycloak.Visitor;
import dev.mandate.service.signin.TestingProvider;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by the real Keycloak, whose behaviour {@code ProviderSignInTest} cannot know. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
    private static final SourceId CORP = SourceId.of("corp");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingKeycloak keycloak;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @BeforeAll
    static void start() throws Exception {
        int port = TestingWeb.freePort();
        keycloak = TestingKeycloak.start(home, "http://127.0.0.1:" + port);
        Files.writeString(home.resolve("people.yaml"), """
                people:
                  - {id: a, username: ann, email: ann@example.org}
                  - {id: b, username: bob, email: bob@example.org}
                groups: []
                """);
        Files.writeString(home.resolve("secret"), TestingProvider.SECRET);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                public-url: http://127.0.0.1:%d
                sign-in:
                  provider:
                    issuer: %s
                    client: mandate
                    secret: "${file:secret}"
                    link: {source: corp, claim: email, attribute: email}
                    groups: {any-of: [mandate-users]}
                sources: [{id: corp, type: file, file: ./people.yaml}]
                """.formatted(port, keycloak.issuer()));
        web = TestingWeb.start(config, port);
        web.get(DirectoryApi.class).refresh(CORP, Caller.job("test"));
    }

    @AfterAll
    static void stop() {
        if (web != null) {
            web.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private static URI begin(TestingBrowser browser, String more) throws Exception {
        HttpResponse<String> answer = browser.get("/sign-in/provider" + more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    /** How it ended here, with a visitor whom Keycloak may know already. */
    private static HttpResponse<String> signIn(TestingBrowser browser, Visitor visitor, String name) throws Exception {
        URI back = visitor.signIn(begin(browser, ""), name, "secret of " + name).orElseThrow();
        return browser.get(back.getRawPath() + "?" + back.getRawQuery());
    }

    private static boolean isAdmitted(String username) throws SQLException {
        try (var connection = web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select admitted from signin.session s join directory.subject d on d.id = s.subject"
                                + " where d.attributes ->> 'username' = '" + username + "' order by began desc")) {
            assertThat(rows.next()).isTrue();
            return rows.getBoolean(1);
        }
    }

    @Test
    @Order(1)
    void whoSignsInThereIsSignedInHere() throws Exception {
        var ann = web.browser();
        assertThat(signIn(ann, new Visitor(), "ann").statusCode()).isEqualTo(303);
        assertThat(ann.get("/sign-in").body()).contains("\"kind\":\"subject\"");
        assertThat(isAdmitted("ann")).isTrue();
    }

    @Test
    @Order(1)
    void whoIsInNoneOfTheGroupsIsSignedInAndMayDoNothing() throws Exception {
        var bob = web.browser();
        assertThat(signIn(bob, new Visitor(), "bob").statusCode()).isEqualTo(303);
        assertThat(isAdmitted("bob")).isFalse();
    }

    @Test
    @Order(1)
    void whomTheDirectoryDoesNotKnowIsRefused() throws Exception {
        var zoe = web.browser();
        assertThat(signIn(zoe, new Visitor(), "zoe").body()).contains("identity-unlinked", "nobody");
        assertThat(zoe.isSignedIn()).isFalse();
    }

    @Test
    @Order(1)
    void aWrongPasswordComesBackWithNothing() throws Exception {
        assertThat(new Visitor().signIn(begin(web.browser(), ""), "ann", "wrong"))
                .isEmpty();
    }

    @Test
    @Order(1)
    void showingAgainWhoOneIsMeansTypingThePassword() throws Exception {
        var ann = web.browser();
        var visitor = new Visitor();
        signIn(ann, visitor, "ann");
        assertThat(visitor.isAsked(begin(ann, ""))).isFalse();
        assertThat(visitor.isAsked(begin(ann, "?again"))).isTrue();
    }

    @Test
    @Order(2)
    void whoIsSignedOutThereIsSignedOutHere() throws Exception {
        var ann = web.browser();
        var bob = web.browser();
        signIn(ann, new Visitor(), "ann");
        signIn(bob, new Visitor(), "bob");
        keycloak.logOut("ann");
        assertThat(ann.isSignedIn()).isFalse();
        assertThat(bob.isSignedIn()).isTrue();
    }

    @Test
    @Order(2)
    void aKeyThatIsNewThereIsTakenHere() throws Exception {
        signIn(web.browser(), new Visitor(), "ann");
        keycloak.rotateKeys();
        assertThat(signIn(web.browser(), new Visitor(), "ann").statusCode()).isEqualTo(303);
    }

    @Test
    @Order(3)
    void whoIsDisabledThereDoesNotComeInAgain() throws Exception {
        var bob = web.browser();
        signIn(bob, new Visitor(), "bob");
        keycloak.disable("bob");
        keycloak.logOut("bob");
        assertThat(bob.isSignedIn()).isFalse();
        Optional<URI> back = new Visitor().signIn(begin(web.browser(), ""), "bob", "secret of bob");
        assertThat(back).isEmpty();
    }

    @Test
    @Order(4)
    void whileItIsAwayNobodyNewComesInAndWhoIsInStays() throws Exception {
        var ann = web.browser();
        signIn(ann, new Visitor(), "ann");
        var late = web.browser();
        URI back = new Visitor().signIn(begin(late, ""), "ann", "secret of ann").orElseThrow();
        keycloak.close();
        HttpResponse<String> answer = late.get(back.getRawPath() + "?" + back.getRawQuery());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("sign-in-unavailable", keycloak.issuer());
        assertThat(late.isSignedIn()).isFalse();
        assertThat(ann.isSignedIn()).isTrue();
    }
}
