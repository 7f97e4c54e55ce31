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
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Accepts connections, says as much as it is told to, and then nothing more, without hanging up. */
final class SilentServer implements AutoCloseable {
    /** Where it falls silent. */
    enum Silence {
        BEFORE_THE_BIND("ldap", false, "a port that speaks LDAP, or"),
        BEFORE_THE_HANDSHAKE("ldaps", false, "a port that speaks TLS from its first byte, or"),
        BEFORE_START_TLS("ldap", true, "a port that speaks LDAP and then TLS"),
        BETWEEN_START_TLS_AND_THE_HANDSHAKE("ldap", true, "a port that speaks LDAP and then TLS");

        final String scheme;
        final boolean startTls;
        final String said;

        Silence(String scheme, boolean startTls, String said) {
            this.scheme = scheme;
            this.startTls = startTls;
            this.said = said;
        }
    }

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    SilentServer(Silence silence) throws IOException {
        Thread.ofVirtual().start(() -> serve(silence));
    }

    private void serve(Silence silence) {
        try {
            while (true) {
                Socket connection = server.accept();
                open.add(connection);
                if (silence == Silence.BETWEEN_START_TLS_AND_THE_HANDSHAKE) {
                    agreeToTls(connection);
                }
            }
        } catch (IOException | LDAPException over) {
            // The test has ended, or the other side has hung up.
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
        server.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
