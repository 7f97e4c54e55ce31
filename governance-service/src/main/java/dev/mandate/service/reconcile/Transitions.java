package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** By what a deployment is judged on its way to a version, and who is behind what differs; see ADR 0012. */
@Component
class Transitions {
    private final PolicyApi policies;
    private final CourseStore courses;
    private final RestoreStore restores;
    private final Clock clock;
    private final Transactions transactions;

    Transitions(
            PolicyApi policies, CourseStore courses, RestoreStore restores, Clock clock, Transactions transactions) {
        this.policies = policies;
        this.courses = courses;
        this.restores = restores;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The guards of every version since the one that was verified there; of a policy that was never published its own. */
    List<GuardLimits> limits(Round round, DeploymentId deployment) {
        if (!round.stored()) {
            return List.of(round.policy().policy().guards());
        }
        return transactions.inOne(() -> {
            long verified = verified(deployment);
            long target = round.policy().number();
            return verified == target
                    ? List.of(round.policy().policy().guards())
                    : policies.transition(verified, target, round.asOf()).limits();
        });
    }

    /** Who published, or asked for, what the changes that wait in a deployment follow from. */
    List<Caller> authors(DeploymentId deployment) {
        return transactions.inOne(() -> {
            List<Caller> authors = new ArrayList<>();
            restores.inForce(deployment).map(Restore::by).ifPresent(authors::add);
            boolean published = policies.inForce().isPresent();
            courses.of(deployment)
                    .filter(course -> published)
                    .map(course -> policies.transition(course.verified(), course.target(), clock.now())
                            .authors())
                    .ifPresent(authors::addAll);
            return authors;
        });
    }

    private long verified(DeploymentId deployment) {
        return courses.of(deployment).map(CourseStore.Course::verified).orElse(0L);
    }
}
