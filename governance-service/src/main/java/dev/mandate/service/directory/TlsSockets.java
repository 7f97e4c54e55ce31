package dev.mandate.service.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that are connected and have shaken hands, both within the time allowed, or do not exist. The SDK's own
 * thread would wait for a handshake without end, and everybody who asks for the connection with it.
 */
final class TlsSockets extends SocketFactory {
    private final SSLSocketFactory tls;
    private final String host;
    private final Duration timeout;

    TlsSockets(SSLSocketFactory tls, LdapSettings.Server server, Duration timeout) {
        this.tls = tls;
        this.host = server.host();
        this.timeout = timeout;
    }

    /** As there is no unconnected socket of TLS here, it is this that the SDK asks for. */
    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        long started = System.nanoTime();
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
            Duration left = timeout.minusNanos(System.nanoTime() - started);
            var socket = (SSLSocket) tls.createSocket(plain, host, port, true);
            shakeHands(socket, left);
            return socket;
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    static void shakeHands(SSLSocket socket, Duration within) throws IOException {
        int before = socket.getSoTimeout();
        socket.setSoTimeout(Math.clamp(within.toMillis(), 1, Integer.MAX_VALUE));
        socket.startHandshake();
        socket.setSoTimeout(before);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }
}
