package dev.mandate.service.signin;

import dev.mandate.agent.api.Reach;
import dev.mandate.service.directory.Authorities;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS with the provider, whose documents say where else to ask: never where only this host or its cloud can be reached. It is the
 * address of the connection itself that is looked at, before a byte is sent, so a name cannot lead elsewhere in between.
 */
final class ProviderSockets extends SSLSocketFactory {
    private final boolean inside;
    private final SSLSocketFactory tls;

    private ProviderSockets(boolean inside, SSLSocketFactory tls) {
        this.inside = inside;
        this.tls = tls;
    }

    /**
     * For the provider with this issuer.
     *
     * @param ca whom to trust; empty means whom the Java runtime does
     * @throws IOException where {@code ca} cannot be used
     */
    static ProviderSockets of(URI issuer, Optional<Path> ca) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, ca.isEmpty() ? null : Authorities.in(ca.get()), null);
            return new ProviderSockets(isInside(issuer), context.getSocketFactory());
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IOException(
                    "cannot use the certificates of sign-in.provider.ca: name a readable PEM file", unusable);
        }
    }

    /** Whether the operator named a provider on this host. */
    static boolean isInside(URI url) {
        return String.valueOf(url.getHost()).matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    }

    /** Over a connection that is there: it is this that the JDK's client asks for, as no unconnected socket is made here. */
    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        InetAddress address = connected.getInetAddress();
        Optional<String> refusal = !inside && address.isLoopbackAddress()
                ? Optional.of(host + " is this very host, and its issuer is not")
                : Reach.ANY.refusal(host, address);
        if (refusal.isPresent()) {
            connected.close();
            throw new ConnectException(refusal.get());
        }
        return tls.createSocket(connected, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new ConnectException("only over a connection");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return createSocket(address.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }
}
