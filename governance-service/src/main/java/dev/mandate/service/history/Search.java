package dev.mandate.service.history;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows AppRoles through the rows, one statement per step of nesting. */
final class Search {
    private final HeldStore store;
    private final Instant at;
    private final Map<DeploymentId, Instant> lastReadings;

    Search(HeldStore store, Instant at) {
        this.store = store;
        this.at = at;
        this.lastReadings = store.lastReadings();
    }

    /**
     * Something held, with the way to it.
     *
     * @param held the row of the principal that was asked for, or found
     * @param what what it gives in the end
     */
    record Found(Held held, Entitlement what, Certainty certainty, List<String> through) {}

    private record Open(Certainty certainty, List<String> through) {}

    /** Everybody who held it, AppRoles on the way included. */
    Collection<Found> holders(DeploymentId deployment, Entitlement entitlement) {
        var special = store.notPlain(deployment);
        Map<Principal, Found> best = new HashMap<>();
        Map<Entitlement, Open> open = new HashMap<>(Map.of(entitlement, new Open(Certainty.HELD, List.of())));
        while (!open.isEmpty()) {
            Map<Entitlement, Open> giving = giving(open, special);
            Map<Entitlement, Open> next = new HashMap<>();
            for (Held held : store.holding(deployment, giving.keySet(), at)) {
                Open wanted = giving.get(held.entitlement());
                Optional<Certainty> certainty = certainty(held);
                if (wanted == null || certainty.isEmpty() || held.entitlement().effect() == Effect.DENY) {
                    continue;
                }
                var found = new Found(held, entitlement, wanted.certainty().and(certainty.get()), wanted.through());
                if (improves(best.get(held.principal()), found)) {
                    best.put(held.principal(), found);
                    if (held.principal() instanceof Principal.AppRole(var role)) {
                        next.merge(
                                Entitlement.memberOf(role),
                                new Open(found.certainty(), before(role, found.through())),
                                Search::better);
                    }
                }
            }
            open = next;
        }
        return best.values();
    }

    /** Everything that the accounts held, directly and through AppRoles, or that everybody did. */
    Collection<Found> holdings(Collection<HeldStore.Place> accounts) {
        Map<List<Object>, Found> best = new HashMap<>();
        Map<HeldStore.Place, Reached> open = new HashMap<>();
        for (HeldStore.Place account : accounts) {
            open.put(account, new Reached(Certainty.HELD, List.of(), Optional.empty()));
            var anyone = new HeldStore.Place(account.deployment(), new Principal.Anyone());
            open.put(anyone, new Reached(Certainty.HELD, List.of(), Optional.empty()));
        }
        while (!open.isEmpty()) {
            Map<HeldStore.Place, Reached> next = new HashMap<>();
            for (Held held : store.heldBy(open.keySet(), at)) {
                Reached by = open.get(new HeldStore.Place(held.deployment(), held.principal()));
                Optional<Certainty> certainty = certainty(held);
                if (by == null || certainty.isEmpty() || held.entitlement().effect() == Effect.DENY) {
                    continue;
                }
                var found = new Found(
                        by.first().orElse(held),
                        held.entitlement(),
                        by.certainty().and(certainty.get()),
                        by.through());
                if (!improves(best.get(List.of(held.deployment(), held.entitlement())), found)) {
                    continue;
                }
                best.put(List.of(held.deployment(), held.entitlement()), found);
                held.entitlement()
                        .memberOf()
                        .ifPresent(role -> next.merge(
                                new HeldStore.Place(held.deployment(), new Principal.AppRole(role)),
                                new Reached(found.certainty(), after(found.through(), role), Optional.of(found.held())),
                                (one, other) -> one.certainty().compareTo(other.certainty()) >= 0 ? one : other));
            }
            open = next;
        }
        return best.values();
    }

    private record Reached(Certainty certainty, List<String> through, Optional<Held> first) {}

    /** Deployments are read by different clocks: what one never showed is not known there. */
    private Optional<Certainty> certainty(Held held) {
        var last = lastReadings.get(held.deployment());
        return last == null ? Optional.empty() : held.at(at, last);
    }

    /** The texts under which what is wanted may have been held: itself, with options, or by a pattern. */
    private static Map<Entitlement, Open> giving(Map<Entitlement, Open> wanted, Collection<Entitlement> special) {
        Map<Entitlement, Open> giving = new HashMap<>(wanted);
        wanted.forEach((entitlement, open) -> special.stream()
                .filter(other -> other.effect() == entitlement.effect())
                .filter(other ->
                        other.key().equals(entitlement.key()) || Patterns.covers(other.key(), entitlement.key()))
                .forEach(other -> giving.merge(other, open, Search::better)));
        return giving;
    }

    private static Open better(Open one, Open other) {
        return one.certainty().compareTo(other.certainty()) >= 0 ? one : other;
    }

    private static boolean improves(@Nullable Found known, Found found) {
        return known == null || known.certainty().compareTo(found.certainty()) < 0;
    }

    private static List<String> before(AppRoleName role, List<String> through) {
        List<String> longer = new ArrayList<>(through);
        longer.addFirst(role.value());
        return longer;
    }

    private static List<String> after(List<String> through, AppRoleName role) {
        List<String> longer = new ArrayList<>(through);
        longer.add(role.value());
        return longer;
    }
}
