package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Deployment DEV = deployment("web", "dev");
    private static final Deployment PROD = deployment("shop", "prod");

    @Test
    void mayInEachPlaceOnlyWhatIsHeldThere() {
        Caller caller = signedIn(
                new Remit(Preset.OPERATOR.permissions(), env("dev")),
                new Remit(Preset.VIEWER.permissions(), env("prod")));
        assertThat(caller.may(Permission.PLANS_APPLY, DEV)).isTrue();
        assertThat(caller.may(Permission.PLANS_APPLY, PROD)).isFalse();
        assertThat(caller.may(Permission.DRIFT_READ, PROD)).isTrue();
        assertThat(caller.may(Permission.DRIFT_READ, deployment("new", "test"))).isFalse();
        assertThat(caller.mayEverywhere(Permission.DRIFT_READ)).isFalse();
    }

    @Test
    void whatBelongsToNoDeploymentIsForThoseWhoHoldItOverAll() {
        assertThat(signedIn(new Remit(Set.of(Permission.SOURCES_RELEASE), env("dev")))
                        .may(Permission.SOURCES_RELEASE))
                .isFalse();
        assertThat(signedIn(Remit.everywhere(Set.of(Permission.SOURCES_RELEASE)))
                        .may(Permission.SOURCES_RELEASE))
                .isTrue();
    }

    @Test
    void withoutAnyRemitMayNothing() {
        Caller nobody = signedIn();
        for (Permission permission : Permission.values()) {
            assertThat(nobody.may(permission)).isFalse();
            assertThat(nobody.may(permission, DEV)).isFalse();
            assertThatExceptionOfType(Caller.NotPermitted.class)
                    .isThrownBy(() -> nobody.require(permission))
                    .withMessageContaining(permission.word());
        }
    }

    @Test
    void whoIsSignedInMustHaveShownLatelyWhoTheyAre() {
        Caller caller = signedIn(Remit.everywhere(Set.of(Permission.values())));
        assertThat(caller.mustProve(Permission.CHANGES_APPROVE)).isTrue();
        assertThat(caller.mustProve(Permission.DRIFT_READ)).isFalse();
        assertThat(caller.mustProve(Permission.HOLDS_SET)).isFalse();
        assertThat(caller.provedSince(NOON)).isTrue();
        assertThat(caller.provedSince(NOON.plusNanos(1))).isFalse();
        assertThat(Caller.operator("ada", null).mustProve(Permission.CHANGES_APPROVE))
                .isFalse();
    }

    @Test
    void aReaderOfTheHostAndAJobDecideNothing() {
        for (Permission permission : Permission.values()) {
            if (permission.care() == Permission.Care.SIGN && permission != Permission.HISTORY_EXPORT) {
                assertThat(Caller.reader("eve").may(permission)).isFalse();
                assertThat(Caller.job("steward").may(permission)).isFalse();
            }
        }
    }

    private static Caller signedIn(Remit... remits) {
        return Caller.signedIn(SubjectId.of("s-1"), Set.of(remits), NOON);
    }

    private static Selector env(String value) {
        return new Selector(Set.of(), Set.of(), new TreeMap<>(java.util.Map.of("env", Set.of(value))));
    }

    private static Deployment deployment(String id, String env) {
        return new Deployment(
                DeploymentId.of(id),
                ApplicationName.of("postgresql"),
                null,
                new TreeMap<>(java.util.Map.of("env", env)),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false);
    }
}
