package dev.mandate.service.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the store is, and as whom to reach it.
 *
 * @param application reads and writes rows; may not change or delete what is on the ledger
 * @param owner owns the schemas and migrates them; absent where somebody else does that
 * @param ca PEM file with the certificates to trust; absent means those of the Java runtime
 */
public record DatabaseSettings(
        String host, int port, String name, Login application, Optional<Login> owner, Tls tls, Optional<Path> ca) {

    /** A database role and its password; the text form shows no password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=***]";
        }
    }

    /** How far the server's certificate is checked; the words are those of {@code sslmode}. */
    public enum Tls {
        VERIFY_FULL,
        VERIFY_CA,
        DISABLE;

        String mode() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    String url() {
        var address = host.contains(":") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + address + ":" + port + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** {@code host:port/name}, for messages. */
    String place() {
        return host + ":" + port + "/" + name;
    }
}
