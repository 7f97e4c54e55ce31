package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.service.directory.LdapSettings.Reach;
import dev.mandate.service.directory.SourceException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's slapd with a certificate of a company's own authority. */
class SlapdTlsTest {
    @TempDir
    private static Path folder;

    private static TestingAuthority authority;
    private static TestingSlapd slapd;

    @BeforeAll
    static void begin() throws Exception {
        TestingSlapd.require();
        authority = TestingAuthority.of(Files.createDirectory(folder.resolve("own")), "ip:127.0.0.1");
        slapd = TestingSlapd.start("", authority);
        slapd.person("ann");
    }

    @AfterAll
    static void end() {
        if (slapd != null) {
            slapd.close();
        }
    }

    private static LdapSource source(boolean startTls, String host, Path ca) {
        String url = startTls ? "ldap://" + host + ":" + slapd.port() : "ldaps://" + host + ":" + slapd.tlsPort();
        return new LdapSource(
                TestingSlapd.settings(new Reach(List.of(url), startTls, false, ca)),
                SourceLimits.DEFAULT,
                Source.EVERY);
    }

    private static SourceReading read(boolean startTls, String host, Path ca) {
        try (LdapSource source = source(startTls, host, ca)) {
            return source.read();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsUnderTheOwnAuthority(boolean startTls) {
        assertThat(read(startTls, "127.0.0.1", authority.pem()).people()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAnAuthorityThatIsNotNamedAndAHostThatIsNotCertified(boolean startTls) throws Exception {
        Path others = TestingAuthority.of(Files.createTempDirectory(folder, "others"), "ip:127.0.0.1")
                .pem();
        for (LdapSource source :
                List.of(source(startTls, "127.0.0.1", others), source(startTls, "localhost", authority.pem()))) {
            try (source) {
                assertThatExceptionOfType(SourceException.class)
                        .isThrownBy(source::read)
                        .satisfies(e -> assertThat(e.code()).as(e.sentence()).isEqualTo(Code.INSECURE))
                        .satisfies(e -> assertThat(e.sentence()).doesNotContain(TestingSlapd.PASSWORD));
            }
        }
    }
}
