package dev.mandate.service.directory;

import dev.mandate.agent.api.PemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(PemFile.authorities(pem));
        return factory.getTrustManagers();
    }
}
