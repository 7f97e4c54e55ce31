package dev.mandate.agent.airflow;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A role and its content; no state means that there is no such role. */
final class RoleTarget implements Target<Optional<FabRole>> {
    private final AirflowClient client;
    private final Vocabulary vocabulary;
    private final String name;
    private @Nullable Set<Pair> known;

    RoleTarget(AirflowClient client, Vocabulary vocabulary, String name) {
        this.client = client;
        this.vocabulary = vocabulary;
        this.name = name;
    }

    @Override
    public Optional<FabRole> read() {
        return client.role(name);
    }

    @Override
    public Verdict<Optional<FabRole>> verdict(Optional<FabRole> state, Change change) {
        return switch (change) {
            case Change.CreateAppRole ignored ->
                state.isPresent() ? new Verdict.InPlace<>() : becomes(new FabRole(name, Set.of()));
            case Change.DeleteAppRole ignored -> state.map(this::delete).orElseGet(Verdict.InPlace::new);
            case Change.AddGrant add ->
                state.map(role -> add(role, add.grant().entitlement()))
                        .orElseGet(() -> refused(Rejected.UNKNOWN_ON_TARGET, "there is no role '" + name + "'"));
            case Change.RemoveGrant remove ->
                state.map(role -> remove(role, remove.grant().entitlement())).orElseGet(Verdict.InPlace::new);
            case Change.CreateAccount ignored -> notOfARole(change);
            case Change.SetAccountStatus ignored -> notOfARole(change);
            case Change.AlterGrant ignored -> notOfARole(change);
        };
    }

    @Override
    public Written write(Optional<FabRole> from, Optional<FabRole> to) {
        if (to.isEmpty()) {
            return client.deleteRole(name);
        }
        return from.isEmpty() ? client.createRole(to.get()) : client.replaceRole(to.get());
    }

    /** Airflow refuses names it does not know, without saying which of several. */
    @Override
    public Optional<Rejected> fault(Change change) {
        if (!(change instanceof Change.AddGrant(var grant, var direction))
                || grant.entitlement().pattern()) {
            return Optional.empty();
        }
        Pair pair = Pair.of(grant.entitlement());
        if (known().stream().noneMatch(other -> other.action().equals(pair.action()))) {
            return Optional.of(unknown("no action '" + pair.action() + "'", "correct its name"));
        }
        if (known().stream().noneMatch(other -> other.resource().equals(pair.resource()))) {
            return Optional.of(unknown(
                    "no resource '" + pair.resource() + "'",
                    "correct its name; a DAG's resources exist once its file was parsed (airflow dags reserialize)"));
        }
        return Optional.empty();
    }

    private Verdict<Optional<FabRole>> delete(FabRole role) {
        if (role.pairs().stream().anyMatch(pair -> !vocabulary.isNeutral(pair.entitlement()))) {
            return refused(Rejected.STALE_PRIOR, "role '" + name + "' still has permissions");
        }
        return client.users().stream().anyMatch(user -> user.roles().contains(name))
                ? refused(Rejected.STALE_PRIOR, "somebody still has the role '" + name + "'")
                : new Verdict.Becomes<>(Optional.empty());
    }

    private Verdict<Optional<FabRole>> add(FabRole role, Entitlement entitlement) {
        var pairs = new HashSet<>(role.pairs());
        return pairs.addAll(pairs(entitlement)) ? becomes(new FabRole(name, pairs)) : new Verdict.InPlace<>();
    }

    private Verdict<Optional<FabRole>> remove(FabRole role, Entitlement entitlement) {
        var pairs = new HashSet<>(role.pairs());
        boolean held = pairs.removeIf(
                pair -> Patterns.covers(entitlement, pair.entitlement()) && !vocabulary.isNeutral(pair.entitlement()));
        return held ? becomes(new FabRole(name, pairs)) : new Verdict.InPlace<>();
    }

    /** What a pattern stands for: every pair there is, never a new one. */
    private Set<Pair> pairs(Entitlement entitlement) {
        if (!entitlement.pattern()) {
            return Set.of(Pair.of(entitlement));
        }
        return known().stream()
                .filter(pair -> Patterns.covers(entitlement, pair.entitlement()))
                .filter(pair -> !vocabulary.isNeutral(pair.entitlement()))
                .collect(Collectors.toSet());
    }

    private Set<Pair> known() {
        Set<Pair> pairs = known;
        if (pairs == null) {
            pairs = client.pairs();
            known = pairs;
        }
        return pairs;
    }

    private static Verdict<Optional<FabRole>> becomes(FabRole role) {
        return new Verdict.Becomes<>(Optional.of(role));
    }

    private static Verdict<Optional<FabRole>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<FabRole>> notOfARole(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of an Airflow role: " + change);
    }

    private static Rejected unknown(String what, String fix) {
        return new Rejected(Rejected.UNKNOWN_ON_TARGET, "Airflow has " + what + "; " + fix);
    }
}
