package dev.mandate.agent.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** A file of certificates as operators have it. */
public final class PemFile {
    private PemFile() {}

    /**
     * Whom a key {@code ca} trusts, instead of those whom the Java runtime does.
     *
     * @throws GeneralSecurityException where it holds no certificate, or what is none
     */
    public static KeyStore authorities(Path pem) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream text = Files.newInputStream(pem)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(text)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
        }
        if (trusted.size() == 0) {
            throw new CertificateException("no certificate in " + pem);
        }
        return trusted;
    }
}
