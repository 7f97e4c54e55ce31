package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * How a deployment gets to the version of a round.
     *
     * @param before where something was loosened on the way: the last version before that
     */
    record Way(List<GuardLimits> limits, Optional<PolicyVersion> before) {}

    /** Since the version that was verified there; of a policy that was never published only its own guards. */
    Way way(Round round, DeploymentId deployment) {
        var alone = new Way(List.of(round.policy().policy().guards()), Optional.empty());
        if (!round.stored()) {
            return alone;
        }
        return transactions.inOne(() -> {
            long verified = verified(deployment);
            long target = round.policy().number();
            if (verified == target) {
                return alone;
            }
            Transition transition = policies.transition(verified, target, round.asOf());
            return new Way(transition.limits(), transition.before());
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

    /** From when on an author may say yes alone to what was shown; empty where somebody else must. */
    Optional<Instant> aloneFrom(Instant shown) {
        return policies.deciders().aloneFrom(shown);
    }

    private long verified(DeploymentId deployment) {
        return courses.of(deployment).map(CourseStore.Course::verified).orElse(0L);
    }
}
