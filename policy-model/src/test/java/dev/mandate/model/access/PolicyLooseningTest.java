package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Constraint.Enforcement;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.GuardLimits.Window;
import dev.mandate.model.subject.PartyRef.GroupRef;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyLooseningTest {
    private static final RoleId A = RoleId.of("a");
    private static final RoleId B = RoleId.of("b");
    private static final RoleId C = RoleId.of("c");
    private static final Deployment DEPLOYMENT = deployment("prod", Mode.AUTHORITATIVE, false);
    private static final Constraint CONSTRAINT =
            new Constraint(ConstraintId.of("x"), Set.of(A, B), 1, Enforcement.ENFORCE);
    private static final Policy POLICY = policy(DEPLOYMENT, CONSTRAINT, GuardLimits.DEFAULT, Risk.ELEVATED);

    @Test
    void nothingIsLooserThanItself() {
        assertThat(PolicyLoosening.between(POLICY, POLICY).isLooser()).isFalse();
    }

    @Test
    void aRaisedLimitIsLooserAndALoweredOneIsNot() {
        var more = guards(new Limit(11, 5), null);
        var less = guards(new Limit(9, 5), null);
        assertThat(reasons(policy(DEPLOYMENT, CONSTRAINT, more, Risk.ELEVATED)))
                .containsExactly("guards: max-removals is raised");
        assertThat(reasons(policy(DEPLOYMENT, CONSTRAINT, less, Risk.ELEVATED))).isEmpty();
    }

    @Test
    void aWindowIsLooserWhereItOpensAtOtherTimes() {
        var night = policy(DEPLOYMENT, CONSTRAINT, guards(new Limit(10, 5), window(22, 6)), Risk.ELEVATED);
        var shorter = policy(DEPLOYMENT, CONSTRAINT, guards(new Limit(10, 5), window(23, 5)), Risk.ELEVATED);
        assertThat(PolicyLoosening.between(night, shorter).reasons()).isEmpty();
        assertThat(PolicyLoosening.between(shorter, night).reasons()).hasSize(1);
        assertThat(PolicyLoosening.between(night, POLICY).reasons()).hasSize(1);
        assertThat(PolicyLoosening.between(POLICY, night).reasons()).isEmpty();
    }

    @Test
    void aConstraintThatAllowsMoreIsLooser() {
        var warning = new Constraint(ConstraintId.of("x"), Set.of(A, B), 1, Enforcement.WARN);
        var other = new Constraint(ConstraintId.of("x"), Set.of(B, C), 1, Enforcement.ENFORCE);
        var wider = new Constraint(ConstraintId.of("x"), Set.of(A, B, C), 1, Enforcement.ENFORCE);
        var renamed = new Constraint(ConstraintId.of("y"), Set.of(A, B), 1, Enforcement.ENFORCE);
        assertThat(reasons(policy(DEPLOYMENT, warning, GuardLimits.DEFAULT, Risk.ELEVATED)))
                .containsExactly("constraint x allows more");
        assertThat(reasons(policy(DEPLOYMENT, other, GuardLimits.DEFAULT, Risk.ELEVATED)))
                .hasSize(1);
        assertThat(reasons(policy(DEPLOYMENT, wider, GuardLimits.DEFAULT, Risk.ELEVATED)))
                .isEmpty();
        assertThat(reasons(policy(DEPLOYMENT, renamed, GuardLimits.DEFAULT, Risk.ELEVATED)))
                .containsExactly("constraint x is removed");
    }

    @Test
    void otherLabelsAreLooserAndShowBothEnds() {
        Deployment relabelled = deployment("dev", Mode.AUTHORITATIVE, false);
        var loosening =
                PolicyLoosening.between(POLICY, policy(relabelled, CONSTRAINT, GuardLimits.DEFAULT, Risk.ELEVATED));
        assertThat(loosening.reasons()).containsExactly("deployment d has other labels");
        assertThat(loosening.relabelled()).containsExactly(new PolicyLoosening.Relabelled(DEPLOYMENT, relabelled));
    }

    @Test
    void aWeakerModeTrustInNamesAndALowerRiskAreLooser() {
        assertThat(reasons(policy(
                        deployment("prod", Mode.ADDITIVE, true), CONSTRAINT, GuardLimits.DEFAULT, Risk.STANDARD)))
                .containsExactly(
                        "deployment d: memberships are managed less",
                        "deployment d links accounts by less evidence",
                        "role a counts as less risky");
        assertThat(PolicyLoosening.between(
                                policy(
                                        deployment("prod", Mode.ADDITIVE, true),
                                        CONSTRAINT,
                                        GuardLimits.DEFAULT,
                                        Risk.STANDARD),
                                POLICY)
                        .isLooser())
                .isFalse();
    }

    @Test
    void accessToMandateItselfIsLooserAlsoThroughAnIncludedRole() {
        var where = new Selector(Set.of(), Set.of(DeploymentId.of("mandate")), new TreeMap<>());
        var admin = new Role(
                A,
                "",
                null,
                Risk.ELEVATED,
                Set.of(),
                List.of(new Clause(where, List.of(Entitlement.of("role", "admin", null)))));
        var outer = new Role(B, "", null, Risk.ELEVATED, Set.of(A), List.of());
        var mapping = new Mapping(GroupRef.parse("corp/x"), B, Selector.ALL, Validity.ALWAYS, "");
        var without = roles(List.of(admin, outer), List.of());
        var with = roles(List.of(admin, outer), List.of(mapping));
        assertThat(PolicyLoosening.between(without, with).reasons())
                .containsExactly("group corp/x gets role b in Mandate itself");
        assertThat(PolicyLoosening.between(with, without).isLooser()).isFalse();
        assertThat(PolicyLoosening.between(roles(List.of(), List.of()), without).reasons())
                .containsExactly("role a gives more in Mandate itself", "role b gives more in Mandate itself");
    }

    @Test
    void aDeploymentThatWasManagedIsNotDroppedAlone() {
        assertThat(PolicyLoosening.between(POLICY, roles(List.of(), List.of())).reasons())
                .contains("deployment d is managed no longer");
        var observed = policy(deployment("prod", Mode.OBSERVE, false), CONSTRAINT, GuardLimits.DEFAULT, Risk.ELEVATED);
        assertThat(PolicyLoosening.between(observed, roles(List.of(), List.of()))
                        .reasons())
                .doesNotContain("deployment d is managed no longer");
    }

    @Test
    void aWindowToldInAnotherZoneOpensAtTheSameMoments() {
        var night = guards(new Limit(10, 5), window(22, 6));
        var tokyo = ZoneId.of("Asia/Tokyo");
        var summer = Instant.parse("2026-07-01T12:00:00Z");
        assertThat(night.at(summer, ZoneId.of("Europe/Zurich"), tokyo).window()).isEqualTo(window(5, 13));
        assertThat(night.at(summer, tokyo, tokyo)).isSameAs(night);
        assertThat(GuardLimits.DEFAULT.at(summer, ZoneId.of("UTC"), tokyo)).isEqualTo(GuardLimits.DEFAULT);
    }

    @Test
    void theStrictestLimitsAllowNoMoreThanEither() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            GuardLimits one = guards(new Limit(random.nextInt(101), random.nextInt(9)), randomWindow(random));
            GuardLimits other = guards(new Limit(random.nextInt(101), random.nextInt(9)), randomWindow(random));
            GuardLimits both = one.strictest(other);
            assertThat(both.maxRemovals().allowed(50))
                    .isLessThanOrEqualTo(one.maxRemovals().allowed(50));
            assertThat(both.maxRemovals().allowed(50))
                    .isLessThanOrEqualTo(other.maxRemovals().allowed(50));
            boolean meet = minutes().anyMatch(minute -> opens(one, minute) && opens(other, minute));
            if (meet) {
                assertThat(minutes().filter(minute -> opens(both, minute)))
                        .as("%s and %s", one.window(), other.window())
                        .isNotEmpty()
                        .allMatch(minute -> opens(one, minute) && opens(other, minute));
            }
        }
    }

    private static java.util.stream.Stream<LocalTime> minutes() {
        return java.util.stream.IntStream.range(0, 48).mapToObj(half -> LocalTime.MIN.plusMinutes(30L * half));
    }

    private static boolean opens(GuardLimits limits, LocalTime time) {
        Window window = limits.window();
        return window == null || window.includes(time);
    }

    private static @Nullable Window randomWindow(SplittableRandom random) {
        int from = random.nextInt(24);
        return random.nextInt(5) == 0 ? null : window(from, (from + 1 + random.nextInt(23)) % 24);
    }

    private static List<String> reasons(Policy after) {
        return PolicyLoosening.between(POLICY, after).reasons();
    }

    private static Policy roles(List<Role> roles, List<Mapping> mappings) {
        return new Policy(
                List.of(), List.of(), roles, mappings, List.of(), List.of(), GuardLimits.DEFAULT, ZoneId.of("UTC"));
    }

    private static Policy policy(Deployment deployment, Constraint constraint, GuardLimits guards, Risk risk) {
        var role = new Role(A, "", null, risk, Set.of(), List.of());
        return new Policy(
                List.of(deployment),
                List.of(),
                List.of(role),
                List.of(),
                List.of(),
                List.of(constraint),
                guards,
                ZoneId.of("UTC"));
    }

    private static Deployment deployment(String env, Mode memberships, boolean trustNames) {
        return new Deployment(
                DeploymentId.of("d"),
                ApplicationName.of("postgresql"),
                null,
                new TreeMap<>(Map.of("env", env)),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                new Modes(Mode.OBSERVE, memberships, Mode.OBSERVE),
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                trustNames);
    }

    private static GuardLimits guards(Limit removals, @Nullable Window window) {
        return new GuardLimits(removals, GuardLimits.DEFAULT.maxGains(), List.of(), window);
    }

    private static Window window(int from, int until) {
        return new Window(LocalTime.of(from, 0), LocalTime.of(until, 0));
    }
}
