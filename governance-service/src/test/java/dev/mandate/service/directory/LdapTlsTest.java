package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.service.directory.SilentServer.Silence;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.directory.TestingLdap.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate must be trusted and name what the URL names. */
class LdapTlsTest {
    @TempDir
    private Path folder;

    private TestingIdentity identity(String name, String subject, String alternatives) throws Exception {
        return TestingIdentity.in(folder, name, subject, alternatives);
    }

    private static Settings settings(TestingLdap ldap, boolean startTls, String host, Path ca) {
        var settings = new Settings((startTls ? "ldap://" : "ldaps://") + host + ":" + ldap.port());
        settings.startTls = startTls;
        settings.ca = ca;
        return settings;
    }

    private static TestingLdap start(boolean startTls, SSLContext tls) throws Exception {
        TestingLdap ldap = startTls ? TestingLdap.startTls(tls) : TestingLdap.ldaps(tls);
        ldap.people("ann");
        return ldap;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhereTheCertificateNamesTheHostOrTheAddress(boolean startTls) throws Exception {
        TestingIdentity right = identity("right", "CN=ldap", "dns:localhost,ip:127.0.0.1");
        try (TestingLdap ldap = start(startTls, right.tls())) {
            assertThat(settings(ldap, startTls, "localhost", right.pem()).read().people())
                    .hasSize(1);
            assertThat(settings(ldap, startTls, "127.0.0.1", right.pem()).read().people())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesACertificateForAnotherNameOrAddress(boolean startTls) throws Exception {
        TestingIdentity other = identity("other", "CN=localhost", "dns:ldap.example.org,ip:127.0.0.2");
        try (TestingLdap ldap = start(startTls, other.tls())) {
            refuses(settings(ldap, startTls, "localhost", other.pem()));
            refuses(settings(ldap, startTls, "127.0.0.1", other.pem()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesACertificateOfAnotherAuthority(boolean startTls) throws Exception {
        TestingIdentity right = identity("right", "CN=ldap", "dns:localhost,ip:127.0.0.1");
        TestingIdentity stranger = identity("stranger", "CN=ldap", "dns:localhost,ip:127.0.0.1");
        try (TestingLdap ldap = start(startTls, right.tls())) {
            refuses(settings(ldap, startTls, "127.0.0.1", stranger.pem()));
        }
    }

    private static void refuses(Settings settings) {
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(settings::read)
                .satisfies(e -> assertThat(e.code()).as(e.sentence()).isEqualTo(Code.INSECURE))
                .satisfies(e ->
                        assertThat(e.sentence()).contains("the certificate of").doesNotContain(TestingLdap.PASSWORD));
    }

    @Test
    void saysWhenTheAuthoritysFileIsOfNoUse() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        TestingIdentity right = identity("right", "CN=ldap", "ip:127.0.0.1");
        try (TestingLdap ldap = start(false, right.tls())) {
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(() -> settings(ldap, false, "127.0.0.1", empty).read())
                    .withMessageContaining("name a readable PEM file");
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpInTimeOnAServerThatAcceptsAndSaysNothing(Silence silence) throws Exception {
        try (var silent = new SilentServer(silence)) {
            var settings = new Settings(silence.scheme + "://127.0.0.1:" + silent.port());
            settings.startTls = silence.startTls;
            settings.timeout = Duration.ofMillis(400);
            long before = System.nanoTime();
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(settings::read)
                    .satisfies(e -> assertThat(e.code()).as(e.sentence()).isEqualTo(Code.TIMED_OUT))
                    .satisfies(e -> assertThat(e.sentence())
                            .contains(
                                    "127.0.0.1:" + silent.port() + " did not answer within 400 ms",
                                    silence.said,
                                    "raise timeout")
                            .doesNotContain(TestingLdap.PASSWORD));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        }
    }
}
