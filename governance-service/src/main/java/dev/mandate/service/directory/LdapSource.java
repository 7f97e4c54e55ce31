package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An LDAP directory. */
public final class LdapSource implements ReadSource {
    private final LdapSettings settings;
    private final SourceLimits limits;
    private final Duration every;
    private final boolean follow;
    private final LdapConnections connections;
    private final LdapPasswords passwords;
    private volatile @Nullable LdapPlaces places;

    public LdapSource(LdapSettings settings, SourceLimits limits, Duration every) {
        this(settings, limits, every, true);
    }

    /** @param follow whether the directory is asked to tell of its changes, where its kind does */
    public LdapSource(LdapSettings settings, SourceLimits limits, Duration every, boolean follow) {
        this.settings = settings;
        this.limits = limits;
        this.every = every;
        this.follow = follow && LdapChanges.areTold(settings);
        this.connections = new LdapConnections(settings);
        this.passwords = new LdapPasswords(settings);
    }

    @Override
    public SourceId id() {
        return settings.source();
    }

    @Override
    public SourceLimits limits() {
        return limits;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public SourceReading read() {
        LdapConnections.Done<SourceReading> done = connections.use(connection -> {
            var reader = new LdapReader(settings, connection);
            SourceReading reading = reader.read();
            places = follow ? reader.places() : null;
            return reading;
        });
        return done.result().with(done.unable().stream().map(LdapSource::remark).toList());
    }

    @Override
    public Optional<ChangeSource> changes() {
        return follow ? Optional.of(new LdapChanges(settings, connections, () -> places)) : Optional.empty();
    }

    @Override
    public Optional<Passwords> passwords() {
        return Optional.of(passwords);
    }

    /** That one server is away stops nothing, until they all are. */
    private static Finding remark(SourceException unable) {
        return new Finding(FindingCode.SERVER_DOWN, "source", "another server was read, because " + unable.what());
    }

    @Override
    public List<String> blindSpots() {
        List<String> spots = new ArrayList<>();
        if (settings.people().left() == null) {
            spots.add(
                    "nothing says positively that somebody left, so every leaver counts as missing against max-shrink;"
                            + " set people.left if there is such a mark");
        }
        if (settings.people().suspended() == null) {
            spots.add("nobody is ever found suspended; set people.suspended if there is such a mark");
        }
        if (settings.kind() != LdapKind.ACTIVE_DIRECTORY
                && settings.groups().id().equalsIgnoreCase("objectGUID")) {
            spots.add("a member by primaryGroupID, such as of Domain Users, is not among a group's members;"
                    + " set kind: active-directory");
        }
        if (settings.isPlain()) {
            spots.add("the connection is not encrypted");
        }
        return spots;
    }

    @Override
    public void close() {
        connections.close();
        passwords.close();
    }
}
