package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which losses of a plan a gain of it may make good: those of somebody whom both reach, directly or through AppRoles,
 * where both are about the same resource. What the product itself gives to everybody reaches everybody.
 */
final class Replacements {
    private record Loss(PlannedChange planned, Reach reach) {}

    private final Map<Principal, List<Loss>> losses = new HashMap<>();
    private final Set<Principal> gaining = new HashSet<>();
    private final Map<Principal, Set<Principal>> sharing = new HashMap<>();
    private final Memberships memberships;
    private final Contents contents;

    Replacements(Plan plan, DesiredState desired, ObservedState observed) {
        memberships = new Memberships(grants(desired, observed));
        contents = new Contents(memberships, grants(desired, observed));
        plan.changes().forEach(this::place);
        if (!losses.isEmpty() && !gaining.isEmpty()) {
            Set<Principal> everywhere = everywhere();
            Stream.of(memberships.members(), losses.keySet(), gaining)
                    .flatMap(Set::stream)
                    .filter(Principal.Account.class::isInstance)
                    .distinct()
                    .forEach(account -> share(being(account, everywhere)));
        }
    }

    private static Stream<Grant> grants(DesiredState desired, ObservedState observed) {
        return Stream.concat(desired.grants().keySet().stream(), observed.grants().keySet().stream());
    }

    private void place(PlannedChange planned) {
        Change change = planned.change();
        if (PlanFacts.gives(change)) {
            gaining.add(change.principal());
        } else if (planned.lane() != Lane.URGENT_REMOVALS && change.direction().mayNarrow()) {
            losses.computeIfAbsent(change.principal(), ignored -> new ArrayList<>())
                    .add(new Loss(planned, contents.of(change)));
        }
    }

    /** What may reach every account, because only the product knows whom it reaches. */
    private Set<Principal> everywhere() {
        Set<Principal> everywhere = new HashSet<>();
        Stream.of(memberships.members(), losses.keySet(), gaining)
                .flatMap(Set::stream)
                .forEach(principal -> {
                    switch (principal) {
                        case Principal.Account ignored -> {}
                        case Principal.AppRole ignored -> {}
                        case Principal.ExternalGroup group -> everywhere.addAll(being(group, Set.of()));
                        case Principal.Anyone anyone -> everywhere.addAll(being(anyone, Set.of()));
                    }
                });
        return everywhere;
    }

    /** Of the principals that gain or lose: this one, those that reach everybody, and every AppRole that it is in. */
    private Set<Principal> being(Principal start, Set<Principal> everywhere) {
        Set<Principal> being = new HashSet<>(everywhere);
        being.add(start);
        for (AppRoleName role : memberships.of(start)) {
            being.add(new Principal.AppRole(role));
        }
        being.removeIf(principal -> !gaining.contains(principal) && !losses.containsKey(principal));
        return being;
    }

    private void share(Set<Principal> being) {
        List<Principal> losing = being.stream().filter(losses::containsKey).toList();
        if (!losing.isEmpty()) {
            being.stream()
                    .filter(gaining::contains)
                    .forEach(gainer -> sharing.computeIfAbsent(gainer, ignored -> new TreeSet<>())
                            .addAll(losing));
        }
    }

    /** The losses, urgent ones aside, that must not come before this change; none where it gives nothing. */
    Stream<PlannedChange> madeGoodBy(PlannedChange gain) {
        if (!PlanFacts.gives(gain.change())) {
            return Stream.empty();
        }
        Reach gained = contents.of(gain.change());
        return sharing.getOrDefault(gain.change().principal(), Set.of()).stream()
                .flatMap(principal -> losses.getOrDefault(principal, List.of()).stream())
                .filter(loss -> loss.reach().meets(gained))
                .map(Loss::planned);
    }
}
