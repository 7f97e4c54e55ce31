package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import dev.mandate.service.directory.SourceException.Code;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a directory tells of its changes: OpenLDAP by syncrepl, Active Directory by DirSync. */
final class LdapChanges implements ChangeSource {
    /** An answer now and then tells a quiet directory from one that is gone, and keeps what is between awake. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    /** A first telling without a cookie lists everything, which takes longer than one answer. */
    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(10);

    private final LdapSettings settings;
    private final LdapConnections connections;
    private final Supplier<@Nullable LdapPlaces> places;

    /** One way of telling, over a connection that others do not use. */
    interface Telling {
        void begin(LDAPConnection connection, Filter filter) throws LDAPException;

        Changes before(Duration atMost);

        Changes next(Duration atMost);

        /** Whether the server no longer knows what happened since the cookie. */
        boolean isForgotten();
    }

    LdapChanges(LdapSettings settings, LdapConnections connections, Supplier<@Nullable LdapPlaces> places) {
        this.settings = settings;
        this.connections = connections;
        this.places = places;
    }

    /** Whether directories of the kind tell by the ids that the settings name. */
    static boolean areTold(LdapSettings settings) {
        String id = settings.kind().id();
        boolean tells = settings.kind() == LdapKind.OPENLDAP || settings.kind() == LdapKind.ACTIVE_DIRECTORY;
        return tells
                && settings.people().id().equalsIgnoreCase(id)
                && settings.groups().id().equalsIgnoreCase(id)
                && !settings.groups().membersAreUserNames();
    }

    @Override
    public Feed open(@Nullable String cookie) {
        LdapConnections.Taken taken = connections.take();
        try {
            Telling telling = telling(cookie);
            telling.begin(taken.connection(), either());
            return feed(taken, telling);
        } catch (LDAPException e) {
            taken.close();
            throw new SourceException(
                    settings.source(), Code.UNREACHABLE, "cannot ask for changes: " + e.getResultCode(), e);
        } catch (Forgotten since) {
            taken.close();
            return open(null);
        } catch (SourceException e) {
            taken.close();
            throw e;
        }
    }

    private Telling telling(@Nullable String cookie) {
        return settings.kind() == LdapKind.ACTIVE_DIRECTORY
                ? new DirSyncFeed(settings, cookie)
                : new SyncreplFeed(settings, above(settings), cookie);
    }

    private Filter either() {
        return Filter.createORFilter(
                settings.people().filter().filter(), settings.groups().filter().filter());
    }

    /** The nearest entry above people and groups. */
    private static String above(LdapSettings settings) {
        try {
            var people = new DN(settings.people().base());
            DN above = new DN(settings.groups().base());
            while (above != null && !above.isAncestorOf(people, true)) {
                above = above.getParent();
            }
            return above == null ? "" : above.toString();
        } catch (LDAPException e) {
            throw new IllegalStateException("was checked to be a DN", e);
        }
    }

    private static Feed feed(LdapConnections.Taken taken, Telling telling) throws Forgotten {
        Changes before;
        try {
            before = telling.before(LONGEST_REFRESH);
        } catch (SourceException e) {
            if (telling.isForgotten()) {
                throw new Forgotten();
            }
            throw e;
        }
        return new Connected(taken, telling, before);
    }

    /** Only a telling without a cookie can go on. */
    private static final class Forgotten extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Connected implements Feed {
        private final LdapConnections.Taken taken;
        private final Telling telling;
        private final Changes before;
        private long answered = System.nanoTime();

        Connected(LdapConnections.Taken taken, Telling telling, Changes before) {
            this.taken = taken;
            this.telling = telling;
            this.before = before;
        }

        @Override
        public Changes before() {
            return before;
        }

        @Override
        public Changes next(Duration atMost) {
            Changes news = telling.next(atMost);
            if (!news.isEmpty()) {
                answered = System.nanoTime();
            } else if (System.nanoTime() - answered > QUIET.toNanos()) {
                taken.ask();
                answered = System.nanoTime();
            }
            return news;
        }

        @Override
        public void close() {
            taken.close();
        }
    }

    @Override
    public Optional<PartialReading> read(Set<String> ids) {
        LdapPlaces known = places.get();
        return known == null
                ? Optional.empty()
                : connections
                        .use(connection -> new LdapPartialReader(settings, connection, known).read(ids))
                        .result();
    }
}
