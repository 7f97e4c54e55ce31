package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.TlsMode;
import dev.mandate.agent.http.RestTarget.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void acceptsACertificateOfItsAuthorityAndHost() throws Exception {
        Path ca = certificate("ip:127.0.0.1");
        assertThat(ask(TlsMode.VERIFY_FULL, ca)).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void refusesACertificateForAnotherHost() throws Exception {
        Path ca = certificate("dns:other.example");
        assertThat(ask(TlsMode.VERIFY_FULL, ca))
                .asInstanceOf(type(Reply.NotSent.class))
                .returns(ErrorCode.INSECURE, Reply.NotSent::code);
        assertThat(ask(TlsMode.VERIFY_CA, ca)).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws Exception {
        certificate("ip:127.0.0.1");
        for (TlsMode mode : List.of(TlsMode.VERIFY_FULL, TlsMode.VERIFY_CA)) {
            assertThat(ask(mode, null))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.INSECURE, Reply.NotSent::code);
        }
    }

    @Test
    void saysThatTheAuthorityFileIsUnusable() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (Path ca : List.of(empty, folder.resolve("missing.pem"))) {
            assertThatThrownBy(() -> client(new ScriptedServer(), TlsMode.VERIFY_FULL, ca))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.BAD_CONNECT, AgentException::code);
        }
    }

    @Test
    void knowsItsModesByName() {
        assertThat(Tls.mode("verify-full")).isEqualTo(TlsMode.VERIFY_FULL);
        assertThat(Tls.mode("verify-ca")).isEqualTo(TlsMode.VERIFY_CA);
        assertThat(Tls.mode("disable")).isEqualTo(TlsMode.DISABLE);
        assertThatThrownBy(() -> Tls.mode("require")).hasMessageContaining("verify-full");
    }

    private Reply ask(TlsMode mode, @Nullable Path ca) throws Exception {
        try (var server = new ScriptedServer(context()).then(200, "application/json", "{}");
                var client = client(server, mode, ca)) {
            return client.send(Call.of(Call.Method.GET, "x"));
        }
    }

    private static RestClient client(ScriptedServer server, TlsMode mode, @Nullable Path ca) {
        return new RestClient(
                new RestTarget(server.base(), new Tls(mode, ca), List.of(), false, Limits.DEFAULT),
                new RecordedPause().pacing());
    }

    /** Makes a key with its own certificate and returns the certificate's PEM file. */
    private Path certificate(String alternativeName) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "san=" + alternativeName,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var certificate = keys().getCertificate("server");
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(folder.resolve("ca.pem"), pem);
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(folder.resolve("server.p12").toFile(), PASSWORD);
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys(), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
