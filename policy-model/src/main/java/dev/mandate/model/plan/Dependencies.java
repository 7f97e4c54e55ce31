package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final Map<Key, List<PlannedChange>> requiring = new HashMap<>();

    Dependencies(Plan plan) {
        this.plan = plan;
        plan.changes()
                .map(PlannedChange::change)
                .filter(Change.CreateAppRole.class::isInstance)
                .map(Change::principal)
                .forEach(created::add);
        Set<Key> blocked = plan.changes().flatMap(this::blocks).collect(Collectors.toSet());
        plan.changes()
                .forEach(planned -> requires(planned)
                        .filter(blocked::contains)
                        .forEach(key -> requiring
                                .computeIfAbsent(key, ignored -> new ArrayList<>())
                                .add(planned)));
    }

    /** What cannot go while this waits, not counting what cannot go while that waits. */
    Stream<PlannedChange> on(PlannedChange waiting) {
        return blocks(waiting).flatMap(key -> requiring.getOrDefault(key, List.of()).stream());
    }

    /** What is not so while this change waits. */
    private Stream<Key> blocks(PlannedChange planned) {
        Change change = planned.change();
        Principal principal = change.principal();
        if (change instanceof Change.CreateAccount || change instanceof Change.CreateAppRole) {
            return Stream.of(new Key(Block.NOT_MADE, principal));
        }
        var keys = new ArrayList<Key>();
        if (PlanFacts.gives(change) && planned.lane() == Lane.SWAPS && !(change instanceof Change.RemoveGrant)) {
            keys.add(new Key(Block.GAIN, principal));
        }
        if (change.direction().mayNarrow() && !(change instanceof Change.AddGrant)) {
            keys.add(new Key(Block.LOSS, principal));
        }
        if (change instanceof Change.AddGrant(Grant ignored, var direction)) {
            if (created.contains(principal)) {
                keys.add(new Key(Block.INCOMPLETE, principal));
            }
            if (!direction.mayWiden()) {
                keys.add(new Key(Block.LIMIT, principal));
            }
        }
        change.about()
                .ifPresent(grant -> Remedies.appRolesOf(grant)
                        .forEach(role -> keys.add(new Key(Block.IN_USE, new Principal.AppRole(role)))));
        return keys.stream();
    }

    /** What has to be so before this change may go. */
    private Stream<Key> requires(PlannedChange planned) {
        Change change = planned.change();
        Principal principal = change.principal();
        return switch (change) {
            case Change.CreateAccount ignored -> Stream.empty();
            case Change.CreateAppRole ignored -> Stream.empty();
            case Change.DeleteAppRole ignored -> Stream.of(new Key(Block.IN_USE, principal));
            case Change.SetAccountStatus status ->
                status.direction().mayWiden() ? losses(principal) : gains(planned, principal);
            case Change.AddGrant(Grant grant, var direction) -> adding(grant, direction);
            case Change.AlterGrant alter ->
                alter.direction().mayNarrow() ? gains(planned, principal) : Stream.of(new Key(Block.LIMIT, principal));
            case Change.RemoveGrant(Grant ignored, var direction) ->
                direction.mayNarrow() ? gains(planned, principal) : losses(principal);
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
}
