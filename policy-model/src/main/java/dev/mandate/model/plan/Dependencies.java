package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What cannot go while something else waits: a grant without its account or AppRole; a member of a new AppRole before its
 * content; in a swap, the loss before the gain; a limited permission before its DENY, and lifting a DENY before the
 * permission is gone; an account opened with something it should not have; an AppRole deleted that is in use.
 */
final class Dependencies {
    private enum Block {
        NOT_MADE,
        INCOMPLETE,
        GAIN,
        LOSS,
        LIMIT,
        IN_USE
    }

    private record Key(Block block, Principal principal) {}

    private final Plan plan;
    private final Set<Principal> created = new HashSet<>();
    private final Map<Key, Change> blocks = new HashMap<>();
    private final Map<PlannedChange, Change> dependents = new HashMap<>();

    private Dependencies(Plan plan) {
        this.plan = plan;
        plan.changes()
                .map(PlannedChange::change)
                .filter(Change.CreateAppRole.class::isInstance)
                .map(Change::principal)
                .forEach(created::add);
    }

    /** Every change that depends on one of {@code waiting} and is not among them, with the one that it depends on. */
    static Map<PlannedChange, Change> on(Set<PlannedChange> waiting, Plan plan) {
        var dependencies = new Dependencies(plan);
        waiting.forEach(dependencies::block);
        List<PlannedChange> rest =
                plan.changes().filter(planned -> !waiting.contains(planned)).toList();
        boolean more = !waiting.isEmpty();
        while (more) {
            more = dependencies.spread(rest);
        }
        return dependencies.dependents;
    }

    private boolean spread(List<PlannedChange> rest) {
        boolean more = false;
        for (PlannedChange planned : rest) {
            if (dependents.containsKey(planned)) {
                continue;
            }
            Optional<Change> blocker = blocker(planned);
            if (blocker.isPresent()) {
                dependents.put(planned, blocker.get());
                block(planned);
                more = true;
            }
        }
        return more;
    }

    private void block(PlannedChange planned) {
        Change change = planned.change();
        Principal principal = change.principal();
        if (change instanceof Change.CreateAccount || change instanceof Change.CreateAppRole) {
            blocks.putIfAbsent(new Key(Block.NOT_MADE, principal), change);
            return;
        }
        if (PlanFacts.gives(change) && planned.lane() == Lane.SWAPS && !(change instanceof Change.RemoveGrant)) {
            blocks.putIfAbsent(new Key(Block.GAIN, principal), change);
        }
        if (change.direction().mayNarrow() && !(change instanceof Change.AddGrant)) {
            blocks.putIfAbsent(new Key(Block.LOSS, principal), change);
        }
        if (change instanceof Change.AddGrant(Grant grant, var direction)) {
            if (created.contains(principal)) {
                blocks.putIfAbsent(new Key(Block.INCOMPLETE, principal), change);
            }
            if (!direction.mayWiden()) {
                blocks.putIfAbsent(new Key(Block.LIMIT, principal), change);
            }
        }
        GuardFacts.grant(change)
                .ifPresent(grant -> Remedies.appRolesOf(grant)
                        .forEach(role ->
                                blocks.putIfAbsent(new Key(Block.IN_USE, new Principal.AppRole(role)), change)));
    }

    private Optional<Change> blocker(PlannedChange planned) {
        Change change = planned.change();
        Principal principal = change.principal();
        return switch (change) {
            case Change.CreateAccount ignored -> Optional.empty();
            case Change.CreateAppRole ignored -> Optional.empty();
            case Change.DeleteAppRole ignored -> first(Stream.of(new Key(Block.IN_USE, principal)));
            case Change.SetAccountStatus status ->
                first(status.direction().mayWiden() ? losses(principal) : gains(planned, principal));
            case Change.AddGrant(Grant grant, var direction) -> first(adding(grant, direction));
            case Change.AlterGrant alter ->
                first(
                        alter.direction().mayNarrow()
                                ? gains(planned, principal)
                                : Stream.of(new Key(Block.LIMIT, principal)));
            case Change.RemoveGrant(Grant grant, var direction) ->
                first(direction.mayNarrow() ? gains(planned, principal) : losses(principal));
        };
    }

    private static Stream<Key> adding(Grant grant, Direction direction) {
        Stream<Key> made = Stream.of(new Key(Block.NOT_MADE, grant.principal()));
        Stream<Key> limited =
                direction.mayWiden() ? Stream.of(new Key(Block.LIMIT, grant.principal())) : Stream.empty();
        Stream<Key> role = grant.entitlement().memberOf().map(Principal.AppRole::new).stream()
                .flatMap(member -> Stream.of(new Key(Block.NOT_MADE, member), new Key(Block.INCOMPLETE, member)));
        return Stream.of(made, limited, role).flatMap(Function.identity());
    }

    private static Stream<Key> losses(Principal principal) {
        return Stream.of(new Key(Block.LOSS, principal), new Key(Block.LIMIT, principal));
    }

    /** What must have been given before this principal loses anything in a swap. */
    private Stream<Key> gains(PlannedChange planned, Principal principal) {
        if (planned.lane() != Lane.SWAPS || PlanFacts.gives(planned.change())) {
            return Stream.empty();
        }
        SortedSet<AppRoleName> awaited = principal instanceof Principal.Account(var account)
                ? plan.awaits().getOrDefault(account, Collections.emptySortedSet())
                : Collections.emptySortedSet();
        Stream<Key> roles = awaited.stream()
                .map(Principal.AppRole::new)
                .flatMap(role -> Stream.of(new Key(Block.GAIN, role), new Key(Block.NOT_MADE, role)));
        return Stream.concat(Stream.of(new Key(Block.GAIN, principal)), roles);
    }

    private Optional<Change> first(Stream<Key> keys) {
        return keys.filter(blocks::containsKey).findFirst().map(blocks::get);
    }
}
