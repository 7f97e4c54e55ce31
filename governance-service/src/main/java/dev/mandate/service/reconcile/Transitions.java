package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyLoosening;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
    record Way(List<GuardLimits> limits, Optional<PolicyVersion> before) {
        static Way alone(GuardLimits limits) {
            return new Way(List.of(limits), Optional.empty());
        }
    }

    /** Since the version that was verified there. */
    Way way(Round round, DeploymentId deployment) {
        return transactions.inOne(() -> {
            long verified = verified(deployment);
            if (!round.stored()) {
                return policies.inForce()
                        .map(newest -> proposed(round, newest, verified))
                        .orElseGet(() -> Way.alone(round.policy().policy().guards()));
            }
            long target = round.policy().number();
            if (verified == target) {
                return Way.alone(round.policy().policy().guards());
            }
            Transition transition = policies.transition(verified, target, round.asOf());
            return new Way(transition.limits(), transition.before());
        });
    }

    /** As it would be if this policy were published upon the newest version now. */
    private Way proposed(Round round, PolicyVersion newest, long verified) {
        Policy policy = round.policy().policy();
        Transition there = policies.transition(verified, newest.number(), round.asOf());
        var limits = new LinkedHashSet<>(List.of(policy.guards()));
        there.limits()
                .forEach(old -> limits.add(old.at(round.asOf(), newest.policy().timeZone(), policy.timeZone())));
        boolean looser = PolicyLoosening.between(newest.policy(), policy).isLooser();
        return new Way(List.copyOf(limits), there.before().or(() -> looser ? Optional.of(newest) : Optional.empty()));
    }

    /**
     * Who published, or asked for, what the changes that wait in a deployment follow from; also whoever published the
     * newest version, by which they were perhaps only looked at.
     */
    List<Caller> authors(DeploymentId deployment) {
        return transactions.inOne(() -> {
            List<Caller> authors = new ArrayList<>();
            restores.inForce(deployment).map(Restore::by).ifPresent(authors::add);
            policies.inForce().map(PolicyVersion::number).ifPresent(newest -> {
                courses.of(deployment)
                        .map(course -> policies.transition(course.verified(), course.target(), clock.now())
                                .authors())
                        .ifPresent(authors::addAll);
                authors.addAll(policies.transition(0, newest, clock.now()).authors());
            });
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
