package dev.mandate.service.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that are connected and have shaken hands, all within the time allowed, or do not exist. The SDK's own thread would wait for a
 * handshake without end, and everybody who asks for the connection with it.
 */
final class TlsSockets extends SSLSocketFactory {
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
            return shaken(plain, host, port, timeout.minusNanos(System.nanoTime() - started));
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    /** With StartTLS: over a connection that is there. */
    @Override
    public Socket createSocket(Socket plain, String name, int port, boolean autoClose) throws IOException {
        return shaken(plain, name, port, timeout);
    }

    /**
     * Within the time as a whole: a socket's own limit is for each read, and begins anew with every byte of a server that drips. It is
     * the socket below that is closed, as the one of TLS would wait for the handshake itself before it closes.
     */
    private SSLSocket shaken(Socket plain, String name, int port, Duration within) throws IOException {
        int before = plain.getSoTimeout();
        long millis = Math.clamp(within.toMillis(), 1, Integer.MAX_VALUE);
        plain.setSoTimeout((int) millis);
        var socket = (SSLSocket) tls.createSocket(plain, name, port, true);
        var over = new CountDownLatch(1);
        var late = new AtomicBoolean();
        Thread.ofVirtual().start(() -> hangUpUnless(over, millis, plain, late));
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            if (!late.get()) {
                throw failed;
            }
            var timedOut = new SocketTimeoutException("no TLS handshake in time");
            timedOut.initCause(failed);
            throw timedOut;
        } finally {
            over.countDown();
        }
        plain.setSoTimeout(before);
        return socket;
    }

    private static void hangUpUnless(CountDownLatch over, long millis, Socket plain, AtomicBoolean late) {
        try {
            if (!over.await(millis, TimeUnit.MILLISECONDS)) {
                late.set(true);
                plain.close();
            }
        } catch (IOException | InterruptedException gone) {
            // Whoever shakes hands is told by their own read.
        }
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
