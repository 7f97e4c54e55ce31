package dev.mandate.service.directory;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Under which names a complete read found people and groups. */
record LdapPlaces(DnIndex people, DnIndex groups, Map<String, String> groupsBySid) {
    LdapPlaces(LdapSearch search) {
        this(new DnIndex(search::normalised), new DnIndex(search::normalised), new HashMap<>());
    }

    void forget(Set<String> ids) {
        people.forget(ids);
        groups.forget(ids);
        groupsBySid.values().removeAll(ids);
    }
}
