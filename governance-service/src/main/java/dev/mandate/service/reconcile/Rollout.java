package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Waves;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.springframework.stereotype.Component;

/**
 * Brings the deployments to the version in force, wave by wave. One whose wave has not come is kept at the version it
 * has, so that leavers and Holds are followed there too.
 */
@Component
class Rollout {
    private final CourseStore courses;
    private final PolicyApi policies;
    private final Rounds rounds;
    private final Reconciler reconciler;
    private final Bulkheads bulkheads;
    private final Transactions transactions;

    Rollout(
            CourseStore courses,
            PolicyApi policies,
            Rounds rounds,
            Reconciler reconciler,
            Bulkheads bulkheads,
            Transactions transactions) {
        this.courses = courses;
        this.policies = policies;
        this.rounds = rounds;
        this.reconciler = reconciler;
        this.bulkheads = bulkheads;
        this.transactions = transactions;
    }

    Map<DeploymentId, CourseStore.Course> courses() {
        return transactions.inOne(courses::all);
    }

    PolicyVersion version(long number) {
        return policies.version(number);
    }

    /** The deployment as another version defines it; one that it does not know yet as it is. */
    Deployment in(Round round, Deployment deployment) {
        return round.policy().policy().deployments().stream()
                .filter(one -> one.id().equals(deployment.id()))
                .findFirst()
                .orElse(deployment);
    }

    List<Reconciliation> advance(Caller caller, PolicyVersion newest, Selector where, Consumer<Reconciliation> done) {
        return advance(caller, newest, policies::version, where, done);
    }

    /** @param versions the policy at any number before the newest */
    List<Reconciliation> advance(
            Caller caller,
            PolicyVersion newest,
            LongFunction<PolicyVersion> versions,
            Selector where,
            Consumer<Reconciliation> done) {
        Map<DeploymentId, Reconciliation> ended = new TreeMap<>();
        Map<Long, Round> prepared = new HashMap<>();
        Map<DeploymentId, Long> ran = new HashMap<>();
        while (true) {
            Map<Long, List<Deployment>> next = next(caller, newest, where, ran);
            if (next.isEmpty()) {
                return List.copyOf(ended.values());
            }
            next.forEach((version, deployments) -> {
                Round round = prepared.computeIfAbsent(
                        version,
                        number -> rounds.begin(number == newest.number() ? newest : versions.apply(number), caller));
                List<Deployment> there = deployments.stream()
                        .flatMap(one -> round.policy().policy().deployments().stream()
                                .filter(defined -> defined.id().equals(one.id())))
                        .toList();
                deployments.forEach(one -> ran.put(one.id(), version));
                bulkheads
                        .each(caller, there, deployment -> reconciler.run(round, deployment, new Scope.Full()), done)
                        .forEach(one -> ended.put(one.deployment(), one));
            });
        }
    }

    /** Deployments that were not run at the version that is theirs by now, by version. */
    private Map<Long, List<Deployment>> next(
            Caller caller, PolicyVersion newest, Selector where, Map<DeploymentId, Long> ran) {
        List<Deployment> fleet = newest.policy().deployments();
        Map<DeploymentId, CourseStore.Course> known = courses();
        Map<DeploymentId, Long> targets = Waves.targets(
                fleet.stream().map(one -> standing(one, known.get(one.id()))).toList(), newest.number());
        Map<Long, List<Deployment>> next = new TreeMap<>();
        for (Deployment deployment : fleet) {
            Long target = targets.get(deployment.id());
            if (target != null
                    && !target.equals(ran.get(deployment.id()))
                    && where.matches(deployment)
                    && caller.may(Permission.PLANS_APPLY, deployment)) {
                next.computeIfAbsent(target, key -> new java.util.ArrayList<>()).add(deployment);
            }
        }
        return next;
    }

    private static Waves.Standing standing(
            Deployment deployment, CourseStore.@org.jspecify.annotations.Nullable Course course) {
        return new Waves.Standing(
                deployment.id(),
                Waves.of(deployment),
                course == null ? 0 : course.target(),
                course == null ? 0 : course.verified(),
                course != null && course.result() == Result.UNREACHABLE);
    }
}
