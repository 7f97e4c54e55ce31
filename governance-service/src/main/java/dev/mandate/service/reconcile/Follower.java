package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Selector;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reconciles only whom something changed for since the last time: a source, a Hold, an assignment, the passing of a
 * date. Each deployment is reconciled at its own version. What could not be done is owed until it is. Whoever begins
 * anew, and a publish, goes over everything, wave by wave.
 */
@Component
class Follower {
    private final Rounds rounds;
    private final Reconciler reconciler;
    private final Bulkheads bulkheads;
    private final FleetApi fleet;
    private final Rollout rollout;
    private @Nullable AccessSnapshot followed;
    private final Map<DeploymentId, Scope> owed = new HashMap<>();

    Follower(Rounds rounds, Reconciler reconciler, Bulkheads bulkheads, FleetApi fleet, Rollout rollout) {
        this.rounds = rounds;
        this.reconciler = reconciler;
        this.bulkheads = bulkheads;
        this.fleet = fleet;
        this.rollout = rollout;
    }

    synchronized List<Reconciliation> follow(Caller caller, PolicyVersion newest, Consumer<Reconciliation> done) {
        Round round = rounds.begin(newest, caller);
        AccessSnapshot before = followed;
        Touched touched =
                before == null ? new Touched(true, Set.of(), Set.of()) : Touched.between(before, round.snapshot());
        List<Reconciliation> ended =
                touched.everybody() ? everybody(caller, newest, done) : narrowly(round, touched, done);
        followed = round.snapshot();
        return ended;
    }

    private List<Reconciliation> narrowly(Round round, Touched touched, Consumer<Reconciliation> done) {
        Map<Long, Round> at = new ConcurrentHashMap<>();
        at.put(round.policy().number(), round);
        Map<DeploymentId, CourseStore.Course> courses = rollout.courses();
        Map<Deployment, Scope> due = due(round, touched, courses.keySet());
        Map<DeploymentId, Scope> scopes = new HashMap<>();
        due.forEach((deployment, scope) -> scopes.put(deployment.id(), scope));
        List<Deployment> deployments =
                due.keySet().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
        List<Reconciliation> ended = bulkheads.eachSoon(
                round.caller(),
                deployments,
                deployment -> {
                    CourseStore.Course course = courses.get(deployment.id());
                    long version = course == null ? round.policy().number() : course.target();
                    Round own = at.computeIfAbsent(
                            version, number -> rounds.begin(rollout.version(number), round.caller()));
                    return reconciler.run(
                            own, rollout.in(own, deployment), scopes.getOrDefault(deployment.id(), new Scope.Full()));
                },
                done);
        ended.forEach(one -> owe(one, scopes.getOrDefault(one.deployment(), new Scope.Full())));
        return ended;
    }

    private List<Reconciliation> everybody(Caller caller, PolicyVersion newest, Consumer<Reconciliation> done) {
        List<Reconciliation> ended = rollout.advance(caller, newest, Selector.ALL, done);
        ended.forEach(one -> owe(one, new Scope.Full()));
        return ended;
    }

    /** What was not done is due again at the next call. */
    private void owe(Reconciliation one, Scope scope) {
        if (one.result() == Result.FAILED
                || one.result() == Result.UNREACHABLE
                || one.retryAt().isPresent()) {
            owed.put(one.deployment(), scope);
        } else {
            owed.remove(one.deployment());
        }
    }

    /** Of the deployments that have a version: one whose first wave has not come is not touched. */
    private Map<Deployment, Scope> due(Round round, Touched touched, Set<DeploymentId> begun) {
        Map<DeploymentId, Release> contacted = fleet.contacted();
        Set<DeploymentId> linked = fleet.linked(touched.subjects());
        Map<Deployment, Scope> due = new HashMap<>();
        for (Deployment deployment : round.policy().policy().deployments()) {
            if (!round.caller().may(Permission.PLANS_APPLY, deployment) || !begun.contains(deployment.id())) {
                continue;
            }
            if (touched.whole().contains(deployment.id())) {
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
