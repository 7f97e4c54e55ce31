package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.api.Callers;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.policy.Publication;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody with an office tries everything they can think of, in every order, to get more: what they may never grows, as
 * long as nobody else says yes. The directory helps them on the way, as a group's administrator would.
 */
class SelfEscalationTest {
    private static final String MANDATE = MandateItself.ID.value();
    private static final int TRIES = 60;
    /** Whoever runs the service: the folder is published in their name, whoever pushed to it. */
    private static final Caller FOLDER = TestingFleet.ADA;

    private final TestingFleet fleet = new TestingFleet();
    private final List<String> said = new ArrayList<>();
    private @Nullable Policy more;

    /** What somebody tried, and it may be refused in any way. */
    private record Attempt(String name, Deed deed) {}

    @FunctionalInterface
    private interface Deed {
        void by(Caller caller);
    }

    @ParameterizedTest
    @EnumSource
    void whatSomebodyMayNeverGrowsByWhatTheyDo(Preset preset) {
        holds(preset);
        Set<Permission> before = may(caller());
        assertThat(before).isEqualTo(preset.permissions());
        List<Attempt> attempts = attempts(preset);
        var random = new SplittableRandom(preset.name().hashCode());
        for (int i = 0; i < TRIES; i++) {
            Attempt attempt = attempts.get(random.nextInt(attempts.size()));
            attempt(attempt);
            assertThat(may(caller()))
                    .as("%s after %s of %s", preset, attempt.name(), said)
                    .isSubsetOf(before);
        }
        fleet.close();
    }

    /** Two who say yes to nothing do not get further together than each alone, whoever of them does what. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"APPROVER", "SECURITY_LEAD"})
    void twoWhoMayNotApproveGainNothingTogether(Preset preset) {
        assertThat(preset.permissions()).doesNotContain(Permission.CHANGES_APPROVE, Permission.POLICY_APPROVE);
        fleet.people.person("cid").group("own", "cid");
        holds(preset);
        SubjectId cid = fleet.subject("cid").id();
        Set<Permission> before = may(caller(cid));
        assertThat(before).isEqualTo(preset.permissions()).isEqualTo(may(caller()));
        List<Attempt> attempts = attempts(preset);
        var random = new SplittableRandom(preset.name().hashCode());
        for (int i = 0; i < TRIES; i++) {
            SubjectId who = random.nextBoolean() ? ann() : cid;
            attempt(attempts.get(random.nextInt(attempts.size())), who);
            for (SubjectId one : List.of(ann(), cid)) {
                assertThat(may(caller(one))).as("%s after %s", preset, said).isSubsetOf(before);
            }
        }
        fleet.close();
    }

    /** The same attempts do succeed where the person may everything and somebody else says yes: they are not in vain. */
    @Test
    void withSomebodyElsesYesItGrows() {
        holds(Preset.ROLE_ADMIN);
        attempts(Preset.ROLE_ADMIN).forEach(this::attempt);
        PolicyApi policies = fleet.get(PolicyApi.class);
        policies.waiting(TestingFleet.GRACE)
                .ifPresent(waiting -> policies.approve(TestingFleet.GRACE, waiting.hash(), "fine"));
        fleet.runApproved(policies.inForce().orElseThrow(), MANDATE);
        assertThat(may(caller())).contains(Permission.SOURCES_RELEASE);
        fleet.close();
    }

    private void holds(Preset preset) {
        fleet.people.person("ann").person("ben").group("own", "ann").group("leads", "ben");
        fleet.policy
                .mandate()
                .office("own", "preset:" + preset.word())
                .office("lead", "preset:security-lead", "preset:platform-admin")
                .office("spare", "preset:approver")
                .mapping("own", "own")
                .mapping("leads", "lead");
        fleet.refresh();
        fleet.policy.mapping("own", "lead");
        more = fleet.publishStored().policy();
        fleet.policy.withoutMapping("own", "lead");
        fleet.runApproved(fleet.publishStored(), MANDATE);
    }

    private SubjectId ann() {
        return fleet.subject("ann").id();
    }

    private Caller caller() {
        return caller(ann());
    }

    private Caller caller(SubjectId who) {
        return fleet.get(Callers.class).of(who, fleet.clock.now());
    }

    private static Set<Permission> may(Caller caller) {
        var may = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (caller.may(permission)) {
                may.add(permission);
            }
        }
        return may;
    }

    private void attempt(Attempt attempt) {
        attempt(attempt, ann());
    }

    private void attempt(Attempt attempt, SubjectId who) {
        said.add(attempt.name());
        try {
            attempt.deed().by(caller(who));
        } catch (Problem | Caller.NotPermitted | IllegalArgumentException refused) {
            said.add("(refused)");
        }
    }

    private PolicyVersion inForce() {
        return fleet.get(PolicyApi.class).inForce().orElseThrow();
    }

    private List<Attempt> attempts(Preset preset) {
        var drift = fleet.get(DriftApi.class);
        var access = fleet.get(AccessApi.class);
        return List.of(
                new Attempt(
                        "publish a role of mine that gives more",
                        caller -> publish(
                                caller,
                                () -> fleet.policy.office(
                                        "own",
                                        "preset:" + preset.word(),
                                        "preset:security-lead",
                                        "preset:platform-admin"))),
                new Attempt(
                        "publish a mapping of a group that I am in",
                        caller -> publish(caller, () -> fleet.policy.mapping("own", "lead"))),
                new Attempt(
                        "publish another role for my group",
                        caller -> publish(caller, () -> fleet.policy.mapping("own", "spare"))),
                new Attempt(
                        "import a policy with an assignment of mine",
                        caller -> publish(caller, () -> fleet.policy.assignment("ann", "lead"))),
                new Attempt(
                        "import the version in which my group had more",
                        caller -> publish(caller, Objects.requireNonNull(more))),
                new Attempt(
                        "import all of it at once",
                        caller -> publish(
                                caller,
                                () -> fleet.policy
                                        .office("mine", "preset:platform-admin", "preset:security-lead")
                                        .mapping("own", "mine")
                                        .mapping("own", "lead")
                                        .assignment("ann", "mine"))),
                new Attempt(
                        "commit a mapping of my group to the folder that is the policy",
                        caller -> commit(() -> fleet.policy.mapping("own", "lead"))),
                new Attempt(
                        "commit a role of mine that gives more to that folder",
                        caller -> commit(
                                () -> fleet.policy.office("own", "preset:" + preset.word(), "preset:security-lead"))),
                new Attempt(
                        "commit the version in which my group had more",
                        caller -> commit(Objects.requireNonNull(more))),
                new Attempt(
                        "commit all of it at once",
                        caller -> commit(() -> fleet.policy
                                .office("mine", "preset:platform-admin", "preset:security-lead")
                                .mapping("own", "mine")
                                .mapping("own", "lead")
                                .assignment("ann", "mine"))),
                new Attempt(
                        "approve what I published",
                        caller -> fleet.get(PolicyApi.class)
                                .waiting(TestingFleet.ADA)
                                .ifPresent(
                                        waiting -> fleet.get(PolicyApi.class).approve(caller, waiting.hash(), "mine"))),
                new Attempt("be put into a mapped group", caller -> {
                    fleet.people.group("leads", "ann");
                    fleet.refresh();
                }),
                new Attempt("leave it again", caller -> {
                    fleet.people.leaveGroup("leads", "ann");
                    fleet.refresh();
                }),
                new Attempt("run", caller -> fleet.api().run(caller, inForce(), Selector.ALL, done -> {})),
                new Attempt("wait until the service runs", caller -> fleet.run(inForce(), MANDATE)),
                new Attempt(
                        "approve what waits",
                        caller -> fleet.check(inForce(), MANDATE)
                                .approvalHash()
                                .ifPresent(hash -> fleet.api().approve(caller, hash, "it is me"))),
                new Attempt(
                        "restore",
                        caller -> fleet.get(RestoreApi.class)
                                .begin(
                                        caller,
                                        inForce().policy().deployments().getFirst(),
                                        fleet.clock.now(),
                                        "before")),
                new Attempt(
                        "link an account of somebody else",
                        caller -> fleet.get(AccountApi.class)
                                .link(
                                        caller,
                                        inForce().policy().deployments().getFirst(),
                                        AccountName.of("ben"),
                                        ann(),
                                        "mine")),
                new Attempt(
                        "adopt",
                        caller -> drift.open(TestingFleet.ADA, inForce(), Selector.ALL)
                                .forEach(one -> drift.adopt(caller, inForce(), one.id(), null, null, "mine"))),
                new Attempt(
                        "exempt",
                        caller -> drift.open(TestingFleet.ADA, inForce(), Selector.ALL)
                                .forEach(one -> drift.exempt(
                                        caller,
                                        inForce(),
                                        one.id(),
                                        "me",
                                        fleet.clock.now().plusSeconds(999),
                                        "mine"))),
                new Attempt("be held and lift it", caller -> {
                    Hold hold = access.hold(
                            TestingFleet.GRACE,
                            new Hold.Party.OfSubject(ann()),
                            new Hold.Access.Everything(),
                            Selector.ALL,
                            "review",
                            null);
                    try {
                        access.lift(caller, HoldId.of(hold.id().value()), "mine");
                    } finally {
                        access.lift(TestingFleet.GRACE, hold.id(), "over");
                    }
                }),
                new Attempt("look for drift", caller -> fleet.api().look(caller, inForce(), Selector.ALL, done -> {})));
    }

    private void publish(Caller caller, Runnable change) {
        change.run();
        publish(caller, fleet.publish().policy());
    }

    private void publish(Caller caller, Policy policy) {
        Publication answer = fleet.get(PolicyApi.class)
                .publishByHand(caller, reading(policy), inForce().number());
        said.add(answer.getClass().getSimpleName());
    }

    /** Whoever may push to the folder that is the policy: nobody asks who they are. */
    private void commit(Runnable change) {
        change.run();
        commit(fleet.publish().policy());
    }

    private void commit(Policy policy) {
        Publication answer = fleet.get(PolicyApi.class)
                .publish(FOLDER, reading(policy), inForce().number());
        said.add(answer.getClass().getSimpleName());
    }

    private static PolicyReading reading(Policy policy) {
        return new PolicyReading(Optional.of(policy), List.of(), List.of());
    }
}
