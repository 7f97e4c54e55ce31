package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Accepts connections, says as much as it is told to, and then nothing more, without hanging up. */
final class SilentServer implements AutoCloseable {
    /** Where it falls silent. */
    enum Silence {
        BEFORE_THE_BIND("ldap", false, "a port that speaks LDAP, or"),
        BEFORE_THE_HANDSHAKE("ldaps", false, "a port that speaks TLS from its first byte, or"),
        BEFORE_START_TLS("ldap", true, "a port that speaks LDAP and then TLS"),
        BETWEEN_START_TLS_AND_THE_HANDSHAKE("ldap", true, "a port that speaks LDAP and then TLS"),
        DRIPS_THE_HANDSHAKE("ldaps", false, "a port that speaks TLS from its first byte, or"),
        DRIPS_THE_HANDSHAKE_AFTER_START_TLS("ldap", true, "a port that speaks LDAP and then TLS"),
        DRIPS_THE_ANSWER_TO_THE_BIND("ldap", false, "a port that speaks LDAP, or");

        final String scheme;
        final boolean startTls;
        final String said;

        Silence(String scheme, boolean startTls, String said) {
            this.scheme = scheme;
            this.startTls = startTls;
            this.said = said;
        }
    }

    private static final byte[] HANDSHAKE = {22, 3, 3, 63, 0, 2, 0, 62, -4};
    /** The bind has succeeded for somebody with a name of 4000 bytes. */
    private static final byte[] LDAP_MESSAGE =
            HexFormat.of().parseHex("30820fb8" + "020101" + "61820fb1" + "0a0100" + "04820fa0");

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    SilentServer(Silence silence) throws IOException {
        Thread.ofVirtual().start(() -> serve(silence));
    }

    private void serve(Silence silence) {
        try {
            while (true) {
                Socket connection = server.accept();
                open.add(connection);
                if (silence == Silence.BETWEEN_START_TLS_AND_THE_HANDSHAKE
                        || silence == Silence.DRIPS_THE_HANDSHAKE_AFTER_START_TLS) {
                    agreeToTls(connection);
                }
                switch (silence) {
                    case DRIPS_THE_HANDSHAKE, DRIPS_THE_HANDSHAKE_AFTER_START_TLS ->
                        Thread.ofVirtual().start(() -> drip(connection, HANDSHAKE));
                    case DRIPS_THE_ANSWER_TO_THE_BIND -> Thread.ofVirtual().start(() -> drip(connection, LDAP_MESSAGE));
                    case BEFORE_THE_BIND,
                            BEFORE_THE_HANDSHAKE,
                            BEFORE_START_TLS,
                            BETWEEN_START_TLS_AND_THE_HANDSHAKE -> {}
                }
            }
        } catch (IOException | LDAPException over) {
            // The test has ended, or the other side has hung up.
        }
    }

    /** Answers with the beginning of a long message, and then a byte long before the time for one read is over. */
    private void drip(Socket connection, byte[] beginning) {
        try {
            if (connection.getInputStream().read() < 0) {
                return;
            }
            connection.getOutputStream().write(beginning);
            while (!ended.await(100, TimeUnit.MILLISECONDS)) {
                connection.getOutputStream().write(0);
            }
        } catch (IOException | InterruptedException over) {
            // The other side has hung up.
        }
    }

    private static void agreeToTls(Socket connection) throws IOException, LDAPException {
        LDAPMessage asked = Objects.requireNonNull(
                LDAPMessage.readFrom(new ASN1StreamReader(connection.getInputStream()), true), "hung up");
        var yes = new ExtendedResponseProtocolOp(ResultCode.SUCCESS_INT_VALUE, null, null, null, null, null);
        connection
                .getOutputStream()
                .write(new LDAPMessage(asked.getMessageID(), yes).encode().encode());
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        ended.countDown();
        server.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
