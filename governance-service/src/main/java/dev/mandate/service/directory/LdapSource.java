package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;

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
        return connections.use(connection -> new LdapReader(settings, connection).read());
    }

    @Override
    public void close() {
        connections.close();
    }
}
