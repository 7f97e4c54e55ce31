package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.util.List;
import java.util.Set;

/**
 * Reads a whole directory over one connection. Whatever cuts the read short ends it with a {@link SourceException}; a
 * short list is never returned.
 */
final class LdapReader {
    private final LdapSettings settings;
    private final LDAPConnection connection;
    private final LdapSearch search;
    private final LdapPlaces places;

    LdapReader(LdapSettings settings, LDAPConnection connection) {
        this.settings = settings;
        this.connection = connection;
        this.search = new LdapSearch(connection, settings);
        this.places = new LdapPlaces(search);
    }

    SourceReading read() {
        var entries = new LdapEntries(settings);
        var activeDirectory = new ActiveDirectory(settings, connection);
        var persons = new LdapPeople(settings, search, entries, places, activeDirectory);
        List<SourcePerson> people = persons.owned(persons.read());
        var groups = new LdapGroups(settings, connection, search, entries, people, places, activeDirectory);
        return new SourceReading(settings.source(), people, groups.read(), groups.remarks(), Set.of());
    }

    /** Where the read found everybody. */
    LdapPlaces places() {
        return places;
    }
}
