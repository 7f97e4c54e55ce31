package dev.mandate.service.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A company's own certificate authority, and one server's certificate from it. */
final class TestingAuthority {
    private static final String STORE_PASSWORD = "not-a-secret";

    private final Path folder;
    private final Path pem;
    private final Server server;

    /** Files in PEM, as servers want them. */
    record Server(Path certificate, Path key) {}

    private TestingAuthority(Path folder, String names) {
        this.folder = folder;
        keytool("authority", "-genkeypair", "-keyalg", "RSA", "-dname", "CN=Example authority", "-ext", "bc:c");
        pem = folder.resolve("authority.pem");
        keytool("authority", "-exportcert", "-rfc", "-file", pem.toString());
        server = issue(names);
    }

    /** @param names what the certificate is for, such as {@code ip:127.0.0.1} */
    static TestingAuthority of(Path folder, String names) {
        return new TestingAuthority(folder, names);
    }

    private Server issue(String names) {
        Path request = folder.resolve("server.csr");
        Path certificate = folder.resolve("server.pem");
        keytool("server", "-genkeypair", "-keyalg", "RSA", "-dname", "CN=directory");
        keytool("server", "-certreq", "-file", request.toString());
        keytool(
                "authority",
                "-gencert",
                "-rfc",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-ext",
                "san=" + names);
        return new Server(certificate, key());
    }

    private Path key() {
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, STORE_PASSWORD.toCharArray());
            byte[] key = store.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded();
            return Files.writeString(
                    folder.resolve("server.key"),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keytool(String alias, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", alias, "-keystore", folder.resolve(alias + ".p12").toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        ServerProcess.run(folder.resolve("keytool.log"), command.toArray(String[]::new));
    }

    /** What has to be trusted. */
    Path pem() {
        return pem;
    }

    Server server() {
        return server;
    }
}
