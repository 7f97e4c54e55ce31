package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Sockets that look at the very address they are about to be connected to, so that a name cannot lead elsewhere in
 * between. Made by the driver, which names the class.
 */
public final class GuardedSockets extends SocketFactory {
    private final Reach reach;

    /** @param networks as {@link Reach#toString} writes them */
    public GuardedSockets(String networks) {
        this.reach = Reach.of(networks);
    }

    @Override
    public Socket createSocket() {
        return new Guarded(reach);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    /** The name leads where nothing is asked. */
    static final class Refused extends ConnectException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    private static final class Guarded extends Socket {
        private final Reach reach;

        Guarded(Reach reach) {
            this.reach = reach;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (endpoint instanceof InetSocketAddress address && !address.isUnresolved()) {
                Optional<String> refusal = reach.refusal(address.getHostString(), address.getAddress());
                if (refusal.isPresent()) {
                    throw new Refused(refusal.get());
                }
                super.connect(endpoint, timeout);
                return;
            }
            // The driver goes on as with any host that nobody knows.
            throw new java.net.UnknownHostException(String.valueOf(endpoint));
        }
    }
}
