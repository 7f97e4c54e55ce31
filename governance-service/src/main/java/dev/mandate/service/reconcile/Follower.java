package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.Touched;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reconciles only whom something changed for since the last time: a source, a Hold, an assignment, the passing of a
 * date. What could not be done is owed until it is. Whoever begins anew begins with everything.
 */
@Component
class Follower {
    private final Rounds rounds;
    private final Reconciler reconciler;
    private final Bulkheads bulkheads;
    private final FleetApi fleet;
    private @Nullable AccessSnapshot followed;
    private final Map<DeploymentId, Scope> owed = new HashMap<>();

    Follower(Rounds rounds, Reconciler reconciler, Bulkheads bulkheads, FleetApi fleet) {
        this.rounds = rounds;
        this.reconciler = reconciler;
        this.bulkheads = bulkheads;
        this.fleet = fleet;
    }

    synchronized List<Reconciliation> follow(Caller caller, PolicyVersion policy, Consumer<Reconciliation> done) {
        Round round = rounds.begin(policy, caller);
        Map<Deployment, Scope> due = due(round);
        List<Reconciliation> ended = bulkheads.each(
                caller,
                due.keySet().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList(),
                deployment -> reconciler.run(round, deployment, due.getOrDefault(deployment, new Scope.Full())),
                done);
        Map<DeploymentId, Scope> scopes = new HashMap<>();
        due.forEach((deployment, scope) -> scopes.put(deployment.id(), scope));
        ended.forEach(one -> {
            Scope scope = scopes.get(one.deployment());
            if (scope != null && (one.result() == Result.FAILED || one.result() == Result.UNREACHABLE)) {
                owed.put(one.deployment(), scope);
            } else {
                owed.remove(one.deployment());
            }
        });
        followed = round.snapshot();
        return ended;
    }

    private Map<Deployment, Scope> due(Round round) {
        AccessSnapshot before = followed;
        Touched touched =
                before == null ? new Touched(true, Set.of(), Set.of()) : Touched.between(before, round.snapshot());
        Map<DeploymentId, Release> contacted = fleet.contacted();
        Set<DeploymentId> linked = fleet.linked(touched.subjects());
        Map<Deployment, Scope> due = new HashMap<>();
        for (Deployment deployment : round.policy().policy().deployments()) {
            if (!round.caller().over().matches(deployment)) {
                continue;
            }
            if (touched.everybody() || touched.whole().contains(deployment.id())) {
                due.put(deployment, new Scope.Full());
                continue;
            }
            Release release = contacted.get(deployment.id());
            boolean concerned = !touched.subjects().isEmpty()
                    && (release == null
                            || linked.contains(deployment.id())
                            || reconciler.concerns(round, deployment, release, touched.subjects()));
            Scope scope = both(owed.get(deployment.id()), concerned ? new Scope.Of(touched.subjects()) : null);
            if (scope != null) {
                due.put(deployment, scope);
            }
        }
        return due;
    }

    private static @Nullable Scope both(@Nullable Scope owed, @Nullable Scope fresh) {
        if (owed == null || fresh == null) {
            return owed == null ? fresh : owed;
        }
        if (owed instanceof Scope.Of(var some) && fresh instanceof Scope.Of(var others)) {
            Set<SubjectId> all = new HashSet<>(some);
            all.addAll(others);
            return new Scope.Of(all);
        }
        return new Scope.Full();
    }
}
