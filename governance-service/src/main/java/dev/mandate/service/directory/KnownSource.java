package dev.mandate.service.directory;

import java.util.Map;

/** Everything stored of one source, by external id. */
record KnownSource(Map<String, KnownPerson> people, Map<String, SourceGroup> groups) {
    KnownSource {
        people = Map.copyOf(people);
        groups = Map.copyOf(groups);
    }

    boolean isEmpty() {
        return people.isEmpty() && groups.isEmpty();
    }
}
