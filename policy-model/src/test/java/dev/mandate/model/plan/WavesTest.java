package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a version reaches whom, when a change pauses, when a target is slow: decisions that look at numbers only. */
class WavesTest {
    private static Waves.Standing at(String id, int wave, long target, long verified) {
        return new Waves.Standing(DeploymentId.of(id), wave, target, verified, false);
    }

    private static List<String> targets(long newest, Waves.Standing... fleet) {
        return Waves.targets(Arrays.asList(fleet), newest).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Test
    void oneWaveGoesTogether() {
        assertThat(targets(2, at("a", 9, 1, 1), at("b", 9, 0, 0))).containsExactly("a=2", "b=2");
    }

    @Test
    void theNextWaveWaitsAtItsVersionUntilTheCanariesAreVerified() {
        assertThat(targets(2, at("canary", 1, 1, 1), at("rest", 2, 1, 1))).containsExactly("canary=2", "rest=1");
        assertThat(targets(2, at("canary", 1, 2, 1), at("rest", 2, 1, 1))).containsExactly("canary=2", "rest=1");
        assertThat(targets(2, at("canary", 1, 2, 2), at("rest", 2, 1, 1))).containsExactly("canary=2", "rest=2");
    }

    @Test
    void whoeverHasNoVersionYetWaitsForItsWave() {
        assertThat(targets(1, at("canary", 1, 0, 0), at("rest", 2, 0, 0))).containsExactly("canary=1");
    }

    @Test
    void aNewerPublishTakesThePlaceOfTheOneUnderWay() {
        assertThat(targets(3, at("canary", 1, 2, 2), at("rest", 2, 1, 1))).containsExactly("canary=3", "rest=1");
        assertThat(targets(3, at("canary", 1, 3, 3), at("rest", 2, 1, 1))).containsExactly("canary=3", "rest=3");
    }

    @Test
    void whoIsAwayNeitherStopsAWaveNorVerifiesIt() {
        var away = new Waves.Standing(DeploymentId.of("away"), 1, 2, 1, true);
        assertThat(targets(2, away, at("rest", 2, 1, 1))).containsExactly("away=2", "rest=1");
        assertThat(targets(2, away, at("canary", 1, 2, 2), at("rest", 2, 1, 1)))
                .containsExactly("away=2", "canary=2", "rest=2");
    }

    @Test
    void aFightPausesLongerEachTimeAndIsForgottenAfterADay() {
        Instant last = Instant.parse("2026-03-01T00:00:00Z");
        assertThat(Flapping.of(2, last, last)).isEmpty();
        assertThat(Flapping.of(3, last, last)).contains(new Flapping(3, last.plus(Duration.ofHours(1))));
        assertThat(Flapping.of(5, last, last)).contains(new Flapping(5, last.plus(Duration.ofHours(4))));
        assertThat(Flapping.of(99, last, last)).contains(new Flapping(99, last.plus(Duration.ofHours(16))));
        assertThat(Flapping.of(3, last, last.plus(Duration.ofHours(1)))).isEmpty();
        assertThat(Flapping.of(99, last, last.plus(Flapping.WINDOW))).isEmpty();
    }

    @Test
    void threeSlowDaysInARowAreTold() {
        LocalDate today = LocalDate.parse("2026-03-20");
        var days = new TreeMap<LocalDate, Duration>();
        for (int ago = 10; ago > 3; ago--) {
            days.put(today.minusDays(ago), Duration.ofSeconds(10));
        }
        for (int ago = 3; ago > 0; ago--) {
            days.put(today.minusDays(ago), Duration.ofSeconds(13));
        }
        assertThat(Slowness.of(days, today)).contains(new Slowness(Duration.ofSeconds(10), Duration.ofSeconds(13)));
        days.put(today.minusDays(2), Duration.ofSeconds(11));
        assertThat(Slowness.of(days, today)).as("one good day between").isEmpty();
        days.remove(today.minusDays(2));
        assertThat(Slowness.of(days, today))
                .as("a day of which nothing is known")
                .isEmpty();
    }
}
