package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import dev.mandate.service.directory.SourceException.Code;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import org.jspecify.annotations.Nullable;

/** Opens bound connections to one directory; the certificate must be trusted and must name the host or its address. */
final class LdapConnections {
    /** A directory is another party: no message of it may fill the memory. */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    private final LdapSettings settings;

    /** Where a directory answers. */
    private record Server(String host, int port, boolean tls) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    LdapConnections(LdapSettings settings) {
        this.settings = settings;
    }

    /**
     * Connects and binds.
     *
     * @throws SourceException with the code that says what was wrong
     */
    LDAPConnection open() {
        if (settings.bind().password().isEmpty()) {
            throw failure(Code.CREDENTIALS_REFUSED, "bind.password is empty; an empty password binds as nobody", null);
        }
        Server server = server();
        try {
            LDAPConnection connection = connect(server);
            try {
                connection.bind(new SimpleBindRequest(
                        settings.bind().dn(), settings.bind().password()));
                return connection;
            } catch (LDAPException refused) {
                connection.close();
                throw refused;
            }
        } catch (LDAPException e) {
            throw translate(server, e);
        } catch (GeneralSecurityException e) {
            throw failure(Code.INSECURE, "TLS could not be set up: " + e.getMessage(), e);
        }
    }

    private Server server() {
        try {
            LDAPURL url = new LDAPURL(settings.url());
            String host = url.getHost();
            if (host == null || host.isEmpty()) {
                throw failure(Code.UNREACHABLE, "url '" + settings.url() + "' names no host", null);
            }
            return new Server(host, url.getPort(), url.getScheme().equals("ldaps"));
        } catch (LDAPException e) {
            throw failure(Code.UNREACHABLE, "url '" + settings.url() + "' is not an LDAP URL: " + e.getMessage(), e);
        }
    }

    private LDAPConnection connect(Server server) throws LDAPException, GeneralSecurityException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int millis = Math.toIntExact(settings.timeout().toMillis());
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setMaxMessageSize(MAX_MESSAGE_BYTES);
        if (!server.tls()) {
            requirePlainAllowed(server);
            return new LDAPConnection(options, server.host(), server.port());
        }
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true, true));
        return new LDAPConnection(trust().createSSLSocketFactory(), options, server.host(), server.port());
    }

    private SSLUtil trust() throws KeyStoreException {
        return settings.ca() == null
                ? new SSLUtil()
                : new SSLUtil(new PEMFileTrustManager(settings.ca().toFile()));
    }

    private void requirePlainAllowed(Server server) {
        if (!settings.insecure() && !isLoopback(server.host())) {
            throw failure(
                    Code.INSECURE,
                    "url '" + settings.url() + "' is not encrypted; use ldaps://, or say `insecure: true`",
                    null);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private SourceException translate(Server server, LDAPException e) {
        ResultCode result = e.getResultCode();
        if (result.equals(ResultCode.INVALID_CREDENTIALS)) {
            return failure(
                    Code.CREDENTIALS_REFUSED,
                    server + " refused " + settings.bind().dn() + "; check bind.dn and bind.password",
                    e);
        }
        if (result.equals(ResultCode.CONNECT_ERROR) || result.equals(ResultCode.SERVER_DOWN)) {
            return failure(
                    Code.UNREACHABLE,
                    "cannot connect to " + server + (server.tls() ? " with TLS" : "") + ": " + e.getMessage(),
                    e);
        }
        if (result.equals(ResultCode.TIMEOUT)) {
            return failure(Code.TIMED_OUT, server + " did not answer within " + settings.timeout(), e);
        }
        return failure(Code.UNREACHABLE, server + " answered the bind with " + result + ": " + e.getMessage(), e);
    }

    private SourceException failure(Code code, String message, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, message, cause);
    }
}
