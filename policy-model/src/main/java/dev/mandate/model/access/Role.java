package dev.mandate.model.access;

import dev.mandate.model.subject.PartyRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A named bundle of entitlements across deployments (INCITS 359, general hierarchy).
 *
 * @param includes roles whose entitlements come with this one; the whole is acyclic
 * @param owner who answers for it; null where policy names nobody
 */
public record Role(
        RoleId id, String description, @Nullable PartyRef owner, Risk risk, Set<RoleId> includes, List<Clause> gives) {
    public Role {
        includes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(includes));
        gives = List.copyOf(gives);
    }
}
