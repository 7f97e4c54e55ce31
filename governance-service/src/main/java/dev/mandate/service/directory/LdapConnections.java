package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import dev.mandate.service.directory.SourceException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The servers of one directory. Work is done on one of them from its beginning to its end, the one that did the last
 * where it still can; if it cannot, the whole work begins again on the next.
 */
final class LdapConnections implements AutoCloseable {
    /** What another server may do better; a password that one refuses is not tried on all. */
    private static final Set<Code> ELSEWHERE = Set.of(Code.UNREACHABLE, Code.TIMED_OUT, Code.INSECURE);

    private final LdapSettings settings;
    private final List<LdapServer> servers;
    private volatile int preferred;

    LdapConnections(LdapSettings settings) {
        this.settings = settings;
        this.servers = settings.servers().stream()
                .map(server -> new LdapServer(settings, server))
                .toList();
    }

    /** What was done, and what the servers before this one said. */
    record Done<T>(T result, List<SourceException> unable) {}

    /**
     * Works on one bound connection, which is used again only if the work succeeds.
     *
     * @throws SourceException with the code that says what was wrong
     */
    <T> Done<T> use(Function<LDAPConnection, T> work) {
        return first(server -> server.use(work));
    }

    /** A connection that is not used by anybody else, to the server that is read. */
    Taken take() {
        return first(server -> new Taken(settings, server, server.take())).result();
    }

    /** What the first of them says that can. */
    private <T> Done<T> first(Function<LdapServer, T> work) {
        List<SourceException> unable = new ArrayList<>();
        int first = preferred;
        for (int turn = 0; turn < servers.size(); turn++) {
            int next = (first + turn) % servers.size();
            try {
                T result = work.apply(servers.get(next));
                preferred = next;
                return new Done<>(result, unable);
            } catch (SourceException failure) {
                if (!ELSEWHERE.contains(failure.code())) {
                    throw failure;
                }
                unable.add(failure);
            }
        }
        throw none(unable);
    }

    /** A connection until it is given back. */
    record Taken(LdapSettings settings, LdapServer server, LDAPConnection connection) implements AutoCloseable {
        /** Makes sure that the server is still there. */
        void ask() {
            try {
                connection.getRootDSE();
            } catch (LDAPException e) {
                if (!e.getResultCode().isConnectionUsable()) {
                    throw new SourceException(
                            settings.source(),
                            Code.UNREACHABLE,
                            "the connection that tells of changes is gone: " + e.getResultCode(),
                            e);
                }
            }
        }

        @Override
        public void close() {
            server.drop(connection);
        }
    }

    private SourceException none(List<SourceException> unable) {
        SourceException first = unable.getFirst();
        if (unable.size() == 1) {
            return first;
        }
        return new SourceException(
                settings.source(),
                first.code(),
                "none of its " + unable.size() + " servers can be read: "
                        + unable.stream().map(SourceException::what).collect(Collectors.joining("; ")),
                first);
    }

    @Override
    public void close() {
        servers.forEach(LdapServer::close);
    }
}
