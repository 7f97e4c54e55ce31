package dev.mandate.service.directory;

import java.util.Set;
import java.util.UUID;

/** How a push changes the direct members of a group. Ids are of people and groups of the same source. */
public sealed interface Membership {
    /** These become members. */
    record Add(Set<UUID> people, Set<UUID> groups) implements Membership {
        public Add {
            people = Set.copyOf(people);
            groups = Set.copyOf(groups);
        }
    }

    /** These, which the push names, end to be members. */
    record Remove(Set<UUID> people, Set<UUID> groups) implements Membership {
        public Remove {
            people = Set.copyOf(people);
            groups = Set.copyOf(groups);
        }
    }

    /** These are the members. Who is not among them is named nowhere: that is taking away by absence. */
    record Replace(Set<UUID> people, Set<UUID> groups) implements Membership {
        public Replace {
            people = Set.copyOf(people);
            groups = Set.copyOf(groups);
        }
    }

    /** What a change came to: those who were no members, and those who were. */
    record Changed(Members gained, Members lost) {
        public boolean isNothing() {
            return gained.isEmpty() && lost.isEmpty();
        }
    }

    /** Some direct members. */
    record Members(Set<UUID> people, Set<UUID> groups) {
        static final Members NONE = new Members(Set.of(), Set.of());

        public Members {
            people = Set.copyOf(people);
            groups = Set.copyOf(groups);
        }

        public int size() {
            return people.size() + groups.size();
        }

        boolean isEmpty() {
            return people.isEmpty() && groups.isEmpty();
        }
    }
}
