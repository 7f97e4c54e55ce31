package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which losses of a plan may be made good by gains that come later: those of an account, or of an AppRole that it is in,
 * where the account or another AppRole that it is in gains something.
 */
final class Replacements {
    private final Map<Principal, Set<AppRoleName>> memberships = new HashMap<>();

    Replacements(DesiredState desired, ObservedState observed) {
        desired.grants().keySet().forEach(this::membership);
        observed.grants().keySet().forEach(this::membership);
    }

    private void membership(Grant grant) {
        grant.entitlement()
                .memberOf()
                .ifPresent(role -> memberships
                        .computeIfAbsent(grant.principal(), principal -> new HashSet<>())
                        .add(role));
    }

    /** The losses of {@code plan}, urgent ones aside, that must not come before the gains among {@code later}. */
    Set<PlannedChange> needing(Set<PlannedChange> later, Plan plan) {
        Set<Principal> gaining = later.stream()
                .filter(planned -> PlanFacts.gives(planned.change()))
                .map(planned -> planned.change().principal())
                .collect(Collectors.toSet());
        Set<PlannedChange> losses = plan.changes()
                .filter(planned -> planned.lane() != Lane.URGENT_REMOVALS && !later.contains(planned))
                .filter(planned -> planned.change().direction().mayNarrow() && !PlanFacts.gives(planned.change()))
                .collect(Collectors.toSet());
        if (gaining.isEmpty() || losses.isEmpty()) {
            return Set.of();
        }
        Set<Principal> replaced = new HashSet<>();
        for (Principal principal : memberships.keySet()) {
            if (principal instanceof Principal.Account) {
                Set<Principal> being = closure(principal);
                if (!Collections.disjoint(being, gaining)) {
                    replaced.addAll(being);
                }
            }
        }
        losses.removeIf(planned -> !replaced.contains(planned.change().principal()));
        return losses;
    }

    /** The principal, and every AppRole that it is in. */
    private Set<Principal> closure(Principal start) {
        Set<Principal> seen = new HashSet<>(Set.of(start));
        var open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (AppRoleName role : memberships.getOrDefault(open.remove(), Set.of())) {
                var principal = new Principal.AppRole(role);
                if (seen.add(principal)) {
                    open.add(principal);
                }
            }
        }
        return seen;
    }
}
