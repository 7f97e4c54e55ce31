package dev.mandate.agent.superset;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A role and its permissions; no state means that there is no such role. */
final class RoleTarget implements Target<Optional<Set<Pair>>> {
    private final SupersetClient client;
    private final String name;
    private @Nullable Map<Pair, Integer> known;

    RoleTarget(SupersetClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Override
    public Optional<Set<Pair>> read() {
        return client.role(name).map(client::pairs);
    }

    @Override
    public Verdict<Optional<Set<Pair>>> verdict(Optional<Set<Pair>> state, Change change) {
        return switch (change) {
            case Change.CreateAppRole ignored ->
                state.isPresent() ? new Verdict.InPlace<>() : new Verdict.Becomes<>(Optional.of(Set.of()));
            case Change.DeleteAppRole ignored -> state.map(this::delete).orElseGet(Verdict.InPlace::new);
            case Change.AddGrant add ->
                state.map(pairs -> add(pairs, add.grant().entitlement()))
                        .orElseGet(() -> refused(Rejected.UNKNOWN_ON_TARGET, "there is no role '" + name + "'"));
            case Change.RemoveGrant remove ->
                state.map(pairs -> remove(pairs, remove.grant().entitlement())).orElseGet(Verdict.InPlace::new);
            case Change.CreateAccount ignored -> notOfARole(change);
            case Change.SetAccountStatus ignored -> notOfARole(change);
            case Change.AlterGrant ignored -> notOfARole(change);
        };
    }

    @Override
    public Written write(Optional<Set<Pair>> from, Optional<Set<Pair>> to) {
        if (to.isEmpty()) {
            return client.role(name).map(client::deleteRole).orElseGet(Written.Accepted::new);
        }
        if (!known().keySet().containsAll(to.get())) {
            return new Written.Refused(404, "a permission is not there");
        }
        if (from.isEmpty()) {
            Written made = client.createRole(name);
            if (!(made instanceof Written.Accepted) || to.get().isEmpty()) {
                return made;
            }
        }
        var ids = to.get().stream().map(known()::get).sorted().toList();
        return client.role(name)
                .map(role -> client.replacePairs(role, ids))
                .orElseGet(() -> new Written.Unsettled("the role '" + name + "' went away"));
    }

    /** Superset leaves out what it does not know, without saying so. */
    @Override
    public Optional<Rejected> fault(Change change) {
        if (!(change instanceof Change.AddGrant(var grant, var direction))
                || grant.entitlement().pattern()
                || known().containsKey(Pair.of(grant.entitlement()))) {
            return Optional.empty();
        }
        return Optional.of(new Rejected(
                Rejected.UNKNOWN_ON_TARGET,
                "Superset has no permission " + grant.entitlement().action() + " on '"
                        + grant.entitlement().resource() + "'; correct its name, or create the database, schema or"
                        + " dataset first"));
    }

    /** Superset would delete it all the same, and a rule that loses its role shows the rows. */
    private Verdict<Optional<Set<Pair>>> delete(Set<Pair> pairs) {
        if (!pairs.isEmpty()) {
            return refused(Rejected.STALE_PRIOR, "role '" + name + "' still has permissions");
        }
        boolean held = client.role(name)
                .filter(role -> !role.users().isEmpty() || !role.groups().isEmpty())
                .isPresent();
        if (held) {
            return refused(Rejected.STALE_PRIOR, "somebody still has the role '" + name + "'");
        }
        return client.rules(known().keySet()).stream()
                .filter(rule -> rule.roles().contains(name))
                .findFirst()
                .map(rule -> refused(
                        Rejected.STALE_PRIOR,
                        "the row-level security rule '" + rule.name() + "' still names the role '" + name
                                + "', and without it would no longer filter the same people"))
                .orElseGet(() -> new Verdict.Becomes<>(Optional.empty()));
    }

    private Verdict<Optional<Set<Pair>>> add(Set<Pair> held, Entitlement entitlement) {
        var pairs = new HashSet<>(held);
        return pairs.addAll(pairs(entitlement))
                ? new Verdict.Becomes<>(Optional.of(Set.copyOf(pairs)))
                : new Verdict.InPlace<>();
    }

    private static Verdict<Optional<Set<Pair>>> remove(Set<Pair> held, Entitlement entitlement) {
        var pairs = new HashSet<>(held);
        return pairs.removeIf(pair -> Patterns.covers(entitlement, pair.entitlement()))
                ? new Verdict.Becomes<>(Optional.of(Set.copyOf(pairs)))
                : new Verdict.InPlace<>();
    }

    /** What a pattern stands for: every pair there is, never a new one. */
    private Set<Pair> pairs(Entitlement entitlement) {
        if (!entitlement.pattern()) {
            return Set.of(Pair.of(entitlement));
        }
        return known().keySet().stream()
                .filter(pair -> Patterns.covers(entitlement, pair.entitlement()))
                .collect(Collectors.toSet());
    }

    /** The numbers of this moment; they are not kept for longer, as some databases give them to others later. */
    private Map<Pair, Integer> known() {
        Map<Pair, Integer> pairs = known;
        if (pairs == null) {
            pairs = new HashMap<>();
            for (Map.Entry<Integer, Pair> pair : client.pairs().entrySet()) {
                pairs.put(pair.getValue(), pair.getKey());
            }
            known = pairs;
        }
        return pairs;
    }

    private static Verdict<Optional<Set<Pair>>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<Set<Pair>>> notOfARole(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of a Superset role: " + change);
    }
}
