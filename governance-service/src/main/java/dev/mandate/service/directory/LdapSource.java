package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;

/** An LDAP directory. */
public record LdapSource(LdapSettings settings, SourceLimits limits) implements Source {
    @Override
    public SourceId id() {
        return settings.source();
    }

    @Override
    public SourceReading read() {
        return new LdapReader(settings).read();
    }
}
