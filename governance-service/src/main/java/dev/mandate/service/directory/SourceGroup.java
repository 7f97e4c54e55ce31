package dev.mandate.service.directory;

import java.util.Set;

/**
 * A group as a source states it, its members by the source's immutable ids.
 *
 * @param foreign how many members are neither a person nor a group of this read
 */
public record SourceGroup(String externalId, String name, Set<String> people, Set<String> groups, int foreign) {
    public SourceGroup {
        people = Set.copyOf(people);
        groups = Set.copyOf(groups);
    }
}
