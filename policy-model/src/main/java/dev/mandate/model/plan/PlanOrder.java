package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Remedies.Remedy;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ObservedState;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lane of each change and its place in it.
 *
 * <p>A swap is what an account both gains and loses. What an AppRole loses, all its members lose, so AppRoles lose only
 * in lane 3, after everything has been given; what an AppRole gains that an account of lane 2 may live on afterwards
 * goes ahead into lane 2. So at no moment somebody lacks what he had before and has after, urgent removals aside.
 *
 * @param awaits by account with a swap: the AppRoles whose gains in lane 2 must be there before it loses anything
 */
record PlanOrder(List<PlannedChange> changes, SortedMap<AccountName, SortedSet<AppRoleName>> awaits) {
    static PlanOrder of(List<Remedy> remedies, DesiredState desired, ObservedState observed) {
        var facts = PlanFacts.of(remedies);
        SortedMap<AccountName, SortedSet<AppRoleName>> awaits = awaits(facts, desired, observed);
        var ahead = new HashSet<AppRoleName>();
        awaits.values().forEach(ahead::addAll);
        List<PlannedChange> changes = remedies.stream()
                .map(remedy -> Place.of(remedy, facts, ahead))
                .sorted()
                .map(Place::planned)
                .toList();
        return new PlanOrder(changes, awaits);
    }

    /**
     * A total order: two changes of one principal in one step are about different entitlements. Patterns come last, so
     * that a literal with its own options is there before the pattern would put it there with others.
     */
    private record Place(PlannedChange planned, int phase, Step step) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing((Place place) -> place.planned.lane())
                .thenComparingInt(Place::phase)
                .thenComparing(place -> place.planned.change().principal())
                .thenComparing(Place::step)
                .thenComparing(Place::isPattern)
                .thenComparing(
                        place -> entitlement(place.planned.change()), Comparator.nullsFirst(Comparator.naturalOrder()));

        static Place of(Remedy remedy, PlanFacts facts, Set<AppRoleName> ahead) {
            Step step = Step.of(remedy.change(), facts);
            Lane lane = lane(remedy, step, facts, ahead);
            return new Place(
                    new PlannedChange(remedy.change(), remedy.cause(), lane),
                    step.phase(lane, remedy.change().principal()),
                    step);
        }

        private boolean isPattern() {
            Entitlement entitlement = entitlement(planned.change());
            return entitlement != null && entitlement.pattern();
        }

        private static @Nullable Entitlement entitlement(Change change) {
            return change.about().map(Grant::entitlement).orElse(null);
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private static Lane lane(Remedy remedy, Step step, PlanFacts facts, Set<AppRoleName> ahead) {
        if (PlanFacts.isUrgent(remedy)) {
            return Lane.URGENT_REMOVALS;
        }
        return switch (remedy.change().principal()) {
            case Principal.AppRole(var role) -> ahead.contains(role) && step.gives() ? Lane.SWAPS : Lane.REST;
            case Principal.Account account -> facts.swaps().contains(account) ? Lane.SWAPS : Lane.REST;
            case Principal.ExternalGroup group -> facts.swaps().contains(group) ? Lane.SWAPS : Lane.REST;
            case Principal.Anyone anyone -> facts.swaps().contains(anyone) ? Lane.SWAPS : Lane.REST;
        };
    }

    private static SortedMap<AccountName, SortedSet<AppRoleName>> awaits(
            PlanFacts facts, DesiredState desired, ObservedState observed) {
        var awaits = new TreeMap<AccountName, SortedSet<AppRoleName>>();
        if (facts.swaps().isEmpty() || facts.gainingRoles().isEmpty()) {
            return awaits;
        }
        var memberships = new Memberships(Stream.of(desired.grants(), observed.grants())
                .flatMap(grants -> grants.keySet().stream())
                .filter(grant -> grant.principal() instanceof Principal.AppRole
                        || facts.swaps().contains(grant.principal())));
        for (Principal principal : facts.swaps()) {
            if (principal instanceof Principal.Account(var account)) {
                SortedSet<AppRoleName> gaining = new TreeSet<>(memberships.of(principal));
                gaining.retainAll(facts.gainingRoles());
                if (!gaining.isEmpty()) {
                    awaits.put(account, gaining);
                }
            }
        }
        return awaits;
    }
}
