package dev.mandate.service.directory;

import java.util.HashMap;
import java.util.Map;

/** Under which names a complete read found people and groups. */
record LdapPlaces(DnIndex people, DnIndex groups, Map<String, String> groupsBySid) {
    LdapPlaces(LdapSearch search) {
        this(new DnIndex(search::normalised), new DnIndex(search::normalised), new HashMap<>());
    }
}
