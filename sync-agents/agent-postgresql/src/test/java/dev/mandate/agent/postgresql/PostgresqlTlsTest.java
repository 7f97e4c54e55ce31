package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against a server with {@code ssl = on} and certificates of an authority of our own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlTlsTest {
    private static final String PASSWORD = "changeit";
    private static final Map<String, String> FULL = Map.of("database", "postgres", "tls", "verify-full");
    private static final Map<String, String> CHAIN = Map.of("database", "postgres", "tls", "verify-ca");

    private TestServer server = TestServer.embedded();
    private Path folder = server.cluster().folder();

    @BeforeAll
    void makeCertificates(@TempDir Path given) throws Exception {
        folder = given;
        server.run("postgres", "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'");
        for (String authority : List.of("ca", "other-ca")) {
            keytool("-genkeypair", "-alias", authority, "-dname", "CN=" + authority, "-ext", "bc:c");
            pem(
                    authority + ".pem",
                    "CERTIFICATE",
                    keys().getCertificate(authority).getEncoded());
        }
        certificate("right-host", "ip:127.0.0.1");
        certificate("wrong-host", "dns:other.example");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void readsOverTlsFromAServerOfItsAuthorityAndHost() throws Exception {
        serve("right-host");
        try (Agent agent = open(FULL, "ca")) {
            assertThat(agent.profile().identityPin()).isNotEmpty();
            assertThat(server.rows(
                            "postgres",
                            "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                    + " WHERE application_name = 'mandate'"))
                    .containsExactly("t");
        }
    }

    @Test
    void refusesACertificateForAnotherHostUnlessOnlyTheChainCounts() throws Exception {
        serve("wrong-host");
        assertThat(refused(FULL, "ca")).isEqualTo(ErrorCode.INSECURE);
        open(CHAIN, "ca").close();
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws Exception {
        serve("right-host");
        assertThat(refused(FULL, "other-ca")).isEqualTo(ErrorCode.INSECURE);
        assertThat(refused(CHAIN, "other-ca")).isEqualTo(ErrorCode.INSECURE);
        assertThat(code(FULL)).as("nor is it one of the runtime's").isEqualTo(ErrorCode.INSECURE);
    }

    /** Whoever sits in between could answer so for any server. */
    @Test
    void refusesAServerThatOffersNoTls() {
        server = server.restarted(PostgresSettings.forgetful());
        assertThat(refused(FULL, "ca")).isEqualTo(ErrorCode.INSECURE);
        assertThat(refused(CHAIN, "ca")).isEqualTo(ErrorCode.INSECURE);
    }

    @Test
    void goesWithoutTlsOnlyToItsOwnMachineUnlessTold() {
        Map<String, String> plain =
                Map.of("database", "postgres", "tls", "disable", "host", "db.invalid", "connect-timeout", "1");
        assertThat(code(plain)).isEqualTo(ErrorCode.INSECURE);
        assertThat(code(with(plain, "insecure", "true")))
                .as("tried, and not there")
                .isEqualTo(ErrorCode.UNREACHABLE);
        server = server.restarted(PostgresSettings.forgetful());
        new PostgresqlType()
                .open(server.connection("mandate", Map.of("database", "postgres", "tls", "disable")))
                .close();
    }

    private Agent open(Map<String, String> fields, String authority) {
        String ca = folder.resolve(authority + ".pem").toString();
        return new PostgresqlType().open(server.connection("mandate", with(fields, "ca", ca)));
    }

    private ErrorCode refused(Map<String, String> fields, String authority) {
        return assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> open(fields, authority).close())
                .actual()
                .code();
    }

    private ErrorCode code(Map<String, String> fields) {
        return assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new PostgresqlType()
                        .open(server.connection("mandate", fields))
                        .close())
                .actual()
                .code();
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        var all = new java.util.HashMap<>(fields);
        all.put(name, value);
        return all;
    }

    /** Starts the server again with this certificate. */
    private void serve(String name) throws IOException {
        Path data = server.cluster().folder();
        for (String file : List.of(name + ".crt", name + ".key")) {
            Path copy = Files.copy(
                    folder.resolve(file), data.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.setOwner(copy, Files.getOwner(data));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        }
        server = server.restarted(PostgresSettings.forgetful()
                .with("ssl", "on")
                .with("ssl_cert_file", name + ".crt")
                .with("ssl_key_file", name + ".key"));
    }

    private void certificate(String name, String alternativeName) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=server",
                "-signer",
                "ca",
                "-ext",
                "san=" + alternativeName);
        pem(name + ".crt", "CERTIFICATE", keys().getCertificate(name).getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys().getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    private void pem(String file, String what, byte[] content) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + what + "-----\n");
    }

    private void keytool(String... arguments) throws Exception {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of(arguments));
        line.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
        line.addAll(List.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
    }
}
