package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.SSLUtil;
import dev.mandate.service.directory.SourceException.Code;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.function.Function;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bound connections to one server of a directory, kept between reads. The certificate must be trusted and must name the host, or
 * the address where the URL says an address.
 */
final class LdapServer implements AutoCloseable {
    /** A directory is another party: no message of it may fill the memory. */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    private static final int MOST = 4;
    private static final int GRACE_MILLIS = 1000;
    private static final Duration LONGEST_USE = Duration.ofMinutes(10);

    private final LdapSettings settings;
    private final LdapSettings.Server server;
    private @Nullable LDAPConnectionPool pool;

    LdapServer(LdapSettings settings, LdapSettings.Server server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * Works on one bound connection, which is used again only if the work succeeds.
     *
     * @throws SourceException with the code that says what was wrong
     */
    <T> T use(Function<LDAPConnection, T> work) {
        LDAPConnectionPool connections = pool();
        LDAPConnection connection = take();
        boolean sound = false;
        try {
            T result = work.apply(connection);
            sound = true;
            return result;
        } finally {
            if (sound) {
                connections.releaseConnection(connection);
            } else {
                connections.releaseDefunctConnection(connection);
            }
        }
    }

    /** A bound connection, to be dropped when it is no longer needed. */
    LDAPConnection take() {
        try {
            return pool().getConnection();
        } catch (LDAPException e) {
            throw translate(e);
        }
    }

    void drop(LDAPConnection connection) {
        pool().releaseDefunctConnection(connection);
    }

    private synchronized LDAPConnectionPool pool() {
        LDAPConnectionPool known = pool;
        if (known != null) {
            return known;
        }
        try {
            LDAPConnectionPool opened = open();
            pool = opened;
            return opened;
        } catch (LDAPException e) {
            throw translate(e);
        }
    }

    private LDAPConnectionPool open() throws LDAPException {
        SSLSocketFactory tls = settings.isPlain(server) ? null : new TlsSockets(tls(), server, settings.timeout());
        SocketFactory sockets = server.ldaps() ? tls : null;
        var servers = new SingleServerSet(server.host(), server.port(), sockets, options());
        BindRequest bind =
                new SimpleBindRequest(settings.bind().dn(), settings.bind().password());
        var opened = new LDAPConnectionPool(servers, bind, 0, MOST, beforeBind(tls));
        opened.setHealthCheck(new LdapHealth());
        opened.setMaxConnectionAgeMillis(LONGEST_USE.toMillis());
        opened.setMaxWaitTimeMillis(settings.timeout().toMillis());
        opened.setConnectionPoolName("source " + settings.source());
        return opened;
    }

    private LDAPConnectionOptions options() {
        var options = new LDAPConnectionOptions();
        int millis = Math.toIntExact(settings.timeout().toMillis());
        // Later than the socket itself gives up, so that it is always the socket that says why.
        options.setConnectTimeoutMillis(millis + GRACE_MILLIS);
        options.setResponseTimeoutMillis(millis);
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setNameResolver(new GuardedNames());
        options.setMaxMessageSize(MAX_MESSAGE_BYTES);
        options.setSSLSocketVerifier(new CertificateCheck());
        return options;
    }

    /** What has to be true of a connection before the password is sent over it. */
    private @Nullable PostConnectProcessor beforeBind(@Nullable SSLSocketFactory tls) {
        if (server.ldaps() || (settings.reach().insecure() && !settings.reach().startTls())) {
            return null;
        }
        return tls == null ? new LoopbackOnly() : new StartTLSPostConnectProcessor(tls);
    }

    private SSLSocketFactory tls() {
        Path ca = settings.reach().ca();
        try {
            var tls = ca == null ? new SSLUtil() : new SSLUtil(Authorities.in(ca));
            return tls.createSSLSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw failure(Code.INSECURE, "cannot use the certificates of ca " + ca + ": name a readable PEM file", e);
        }
    }

    private SourceException translate(LDAPException e) {
        ResultCode result = e.getResultCode();
        if (result.equals(ResultCode.INVALID_CREDENTIALS)) {
            return failure(
                    Code.CREDENTIALS_REFUSED,
                    server + " refused " + settings.bind().dn() + "; check bind.dn and bind.password",
                    e);
        }
        if (result.equals(ResultCode.CONFIDENTIALITY_REQUIRED)) {
            return failure(
                    Code.INSECURE,
                    server + " wants an encrypted connection, or is not this host; "
                            + "write ldaps:// or `start-tls: true` for url",
                    e);
        }
        if (isCausedBy(e, SocketTimeoutException.class)) {
            return late(e);
        }
        if (isCausedBy(e, GuardedNames.Refused.class)) {
            return failure(
                    Code.UNREACHABLE,
                    server
                            + " is not asked: its name leads to a link-local, multicast, unspecified or embedding address,"
                            + " which no directory has; correct url",
                    e);
        }
        if (isCausedBy(e, SSLException.class) || isCausedBy(e, CertificateException.class)) {
            return failure(
                    Code.INSECURE,
                    "the certificate of " + server + " is not trusted, has expired or does not name " + server.host()
                            + "; name its issuer's PEM file as ca, and the host as the certificate does",
                    e);
        }
        if (result.equals(ResultCode.TIMEOUT)) {
            return late(e);
        }
        if (isCausedBy(e, UnknownHostException.class)) {
            return failure(
                    Code.UNREACHABLE,
                    "cannot connect to " + server + ": nobody knows the host " + server.host() + "; correct url",
                    e);
        }
        if (result.equals(ResultCode.CONNECT_ERROR) || result.equals(ResultCode.SERVER_DOWN)) {
            return failure(
                    Code.UNREACHABLE,
                    "cannot connect to " + server + (settings.isPlain(server) ? "" : " with TLS")
                            + "; check url, and that the directory runs and may be reached from here",
                    e);
        }
        return failure(
                Code.CREDENTIALS_REFUSED,
                server + " answered the bind of " + settings.bind().dn() + " with " + result
                        + "; check the account in the directory",
                e);
    }

    private SourceException late(LDAPException e) {
        String speaks = server.ldaps()
                ? "TLS from its first byte"
                : settings.reach().startTls() ? "LDAP and then TLS, as `start-tls: true` says" : "LDAP";
        return failure(
                Code.TIMED_OUT,
                server + " did not answer within "
                        + settings.timeout().toMillis() + " ms; check that url names a port that speaks " + speaks
                        + ", or raise timeout",
                e);
    }

    private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private SourceException failure(Code code, String message, @Nullable Throwable cause) {
        return new SourceException(settings.source(), code, message, cause);
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }

    /** Whatever a name resolves to, an unencrypted connection goes to this host and no other. */
    private static final class LoopbackOnly implements PostConnectProcessor {
        @Override
        public void processPreAuthenticatedConnection(LDAPConnection connection) throws LDAPException {
            var address = connection.getConnectedInetAddress();
            if (address == null || !address.isLoopbackAddress()) {
                throw new LDAPException(ResultCode.CONFIDENTIALITY_REQUIRED, "connected to another host in the open");
            }
        }

        @Override
        public void processPostAuthenticatedConnection(LDAPConnection connection) {
            // Nothing is decided after the bind.
        }
    }
}
