package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An LDAP directory. */
public final class LdapSource implements Source {
    private final LdapSettings settings;
    private final SourceLimits limits;
    private final Duration every;
    private final LdapConnections connections;

    public LdapSource(LdapSettings settings, SourceLimits limits, Duration every) {
        this.settings = settings;
        this.limits = limits;
        this.every = every;
        this.connections = new LdapConnections(settings);
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
        LdapConnections.Done<SourceReading> done =
                connections.use(connection -> new LdapReader(settings, connection).read());
        return done.result().with(done.unable().stream().map(LdapSource::remark).toList());
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
    }
}
