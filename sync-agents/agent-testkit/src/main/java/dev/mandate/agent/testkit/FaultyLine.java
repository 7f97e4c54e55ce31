package dev.mandate.agent.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP relay on loopback between an agent and its target, which can be cut after any number of bytes of the answers:
 * whatever the target did until then stays done, and the agent does not learn it.
 */
public final class FaultyLine implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private volatile InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong allowance = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong turnedAway = new AtomicLong();
    private volatile @Nullable String turningAway;

    public FaultyLine(InetSocketAddress target) {
        this(target, 0);
    }

    /** Listens on a port that the target tells its clients to go to. */
    public FaultyLine(InetSocketAddress target, int port) {
        this.target = target;
        try {
            this.listener = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    /** Bytes that went to the target so far. */
    public long asked() {
        return asked.get();
    }

    /** Bytes that came back so far. */
    public long answered() {
        return answered.get();
    }

    /** Lets this many more bytes come back, then cuts every connection, old and new, until {@link #heal()}. */
    public void cutAfter(long bytes) {
        allowance.set(bytes);
    }

    /**
     * Answers every HTTP request with this Retry-After, and passes none on, until {@link #heal()}.
     *
     * @param status 429, or 503 of a target that is overloaded as a whole
     */
    public void turnAway(int status, Duration retryAfter) {
        turningAway = "HTTP/1.1 " + status + " Later\r\nRetry-After: " + retryAfter.toSeconds()
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    /** Requests that were turned away so far. */
    public long turnedAway() {
        return turnedAway.get();
    }

    /** From now on somebody else answers, on new connections; what is open is cut. */
    public void redirect(InetSocketAddress other) {
        target = other;
        cut();
    }

    /** From now on everything passes, on new connections. */
    public void heal() {
        cut();
        turningAway = null;
        allowance.set(Long.MAX_VALUE);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                InetSocketAddress there = target;
                Socket far = new Socket(there.getAddress(), there.getPort());
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> copy(near, far, false));
                Thread.ofVirtual().start(() -> copy(far, near, true));
            } catch (IOException e) {
                // Closed, or the target is away: the next one may fare better.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && allowance.get() < Long.MAX_VALUE && allowance.addAndGet(-read) < 0) {
                    cut();
                    return;
                }
                String later = turningAway;
                if (!answers && later != null) {
                    turnedAway.incrementAndGet();
                    from.getOutputStream().write(later.getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                (answers ? answered : asked).addAndGet(read);
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // The other side is gone; so are we.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void cut() {
        open.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                // Then it is closed already.
            }
        });
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
