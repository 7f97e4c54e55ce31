package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.TestingIdentity;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.signin.ProviderSettings.Link;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F15: a provider's document is somebody else's, and says where we send a secret. */
class ProviderTest {
    private static final URI ELSEWHERE = URI.create("https://login.example.org/realms/corp");

    @TempDir
    private Path folder;

    private static ProviderSettings settings(String issuer, @Nullable Path ca) {
        return new ProviderSettings(
                URI.create(issuer),
                Optional.ofNullable(ca),
                TestingProvider.CLIENT,
                TestingProvider.SECRET,
                List.of(),
                new Link(SourceId.of("corp"), "preferred_username", "username"),
                Optional.empty());
    }

    private static Provider provider(String issuer, @Nullable Path ca) {
        return new Provider(settings(issuer, ca), new TestingClock(Instant.parse("2026-11-26T12:00:00Z")));
    }

    private static void refuses(Provider provider) {
        assertThatExceptionOfType(ProviderUnavailable.class)
                .isThrownBy(provider::known)
                .withMessageNotContaining(TestingProvider.SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[::]/",
                "http://0.0.0.0/",
                "http://127.0.0.1./",
                "http://localhost./",
                "http://127.0.0.1.evil.example/",
                "http://localhost.evil.example/",
                "http://user@127.0.0.1/",
                "http://127.0.0.1:80@evil.example/",
                "http://evil.example#@127.0.0.1/",
                "https://mandate:secret@login.example.org/",
                "https:///token",
                "https:token",
                "//127.0.0.1/",
                "/token",
                "file:///etc/passwd",
                "jar:file:///tmp/x.jar!/token",
                "gopher://127.0.0.1:6379/_x",
                "ftp://127.0.0.1/",
                "ldap://127.0.0.1/",
                "http://127.0.0.1 /",
                ""
            })
    void asksNowhereElseWithoutTls(String place) {
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            try (var provider = TestingProvider.start()) {
                provider.said.put(endpoint, place);
                refuses(provider(provider.issuer(), null));
            }
        }
    }

    @Test
    void aProviderElsewhereNamesNoPlaceOnThisHost() throws IOException {
        var http = new ProviderHttp(settings(ELSEWHERE.toString(), null));
        for (String place : List.of("http://127.0.0.1/token", "http://localhost/token", "http://[::1]/token")) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> http.requireSafe("token_endpoint", place));
        }
        http.requireSafe("token_endpoint", "https://oauth.example.org/token");
    }

    /** However it is written, and wherever its name led before: it is the address of the connection that counts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "localhost",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "user@127.0.0.1"
            })
    void saysNothingToThisHostForAProviderElsewhere(String host) throws IOException {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var http = new ProviderHttp(settings(ELSEWHERE.toString(), null));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            http.document(URI.create("https://" + host + ":" + listening.getLocalPort() + "/keys")))
                    .satisfies(e -> assertThat(e).hasRootCauseInstanceOf(ConnectException.class))
                    .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("this very host"));
            try (Socket connection = listening.accept()) {
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /** A name that has moved since it was looked at. */
    @Test
    void aNameThatLeadsToThisHostByNowIsNotBelieved() throws IOException {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var moved = new Socket()) {
            moved.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
            var sockets = ProviderSockets.of(ELSEWHERE, Optional.empty());
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> sockets.createSocket(moved, "login.example.org", 443, true));
            assertThat(moved.isClosed()).isTrue();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> sockets.createSocket("login.example.org", 443));
        }
    }

    @Test
    void goesNowhereItIsSent() {
        try (var provider = TestingProvider.start();
                var other = TestingProvider.start()) {
            other.said.put("issuer", provider.issuer());
            provider.elsewhere.put(TestingProvider.DISCOVERY, other.issuer() + TestingProvider.DISCOVERY);
            refuses(provider(provider.issuer(), null));
            provider.elsewhere.clear();
            assertThat(provider(provider.issuer(), null).known().authorizationEndpoint())
                    .startsWith(provider.issuer());
            provider.said.put("issuer", "https://evil.example");
            refuses(provider(provider.issuer(), null));
        }
    }

    @ParameterizedTest
    @CsvSource({"ip:127.0.0.1, true", "dns:login.example.org, false"})
    void isKnownByTheAuthorityOfTheOperatorsFileAndByItsName(String names, boolean right) throws Exception {
        TestingIdentity identity = TestingIdentity.in(folder, "idp", "CN=idp", names);
        try (var provider = TestingProvider.start(identity.tls())) {
            if (right) {
                assertThat(provider(provider.issuer(), identity.pem()).known().metadata())
                        .containsEntry("issuer", provider.issuer());
            } else {
                refuses(provider(provider.issuer(), identity.pem()));
            }
            refuses(provider(provider.issuer(), null));
            TestingIdentity other = TestingIdentity.in(folder, "other", "CN=idp", "ip:127.0.0.1");
            refuses(provider(provider.issuer(), other.pem()));
            refuses(provider(provider.issuer(), folder.resolve("none.pem")));
            refuses(provider(provider.issuer(), Files.writeString(folder.resolve("empty.pem"), "")));
        }
    }
}
