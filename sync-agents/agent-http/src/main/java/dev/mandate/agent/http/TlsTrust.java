package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.PemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.jspecify.annotations.Nullable;

/** Turns {@link RestTarget.Tls} into what the HTTP client checks at a handshake. */
final class TlsTrust {
    private TlsTrust() {}

    static TlsSocketStrategy strategy(RestTarget.Tls tls) {
        SSLContext context = context(tls.ca());
        return switch (tls.mode()) {
            // BOTH: the JDK's check inside the handshake, and the client's
            case VERIFY_FULL, DISABLE ->
                new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BOTH, new DefaultHostnameVerifier());
            case VERIFY_CA ->
                new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE);
        };
    }

    private static SSLContext context(@Nullable Path ca) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, ca == null ? null : trusting(ca).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AgentException(ErrorCode.BAD_CONNECT, "connect.ca " + ca + " is not a readable PEM file", e);
        }
    }

    private static TrustManagerFactory trusting(Path ca) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(PemFile.authorities(ca));
        return factory;
    }
}
