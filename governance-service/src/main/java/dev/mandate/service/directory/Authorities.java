package dev.mandate.service.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Reads whom a key {@code ca} of the operator's file trusts, instead of those whom the Java runtime does. */
public final class Authorities {
    private Authorities() {}

    /**
     * Those in a PEM file.
     *
     * @throws GeneralSecurityException where it holds no certificate, or what is none
     */
    public static TrustManager[] in(Path pem) throws IOException, GeneralSecurityException {
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
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
