package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a deployment counts as slower than it was. */
class SlownessTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-25");

    /** Seconds of the days before today, the oldest first; -1 is a day without a run. */
    private static NavigableMap<LocalDate, Duration> days(double... seconds) {
        var days = new TreeMap<LocalDate, Duration>();
        for (int i = 0; i < seconds.length; i++) {
            if (seconds[i] >= 0) {
                days.put(TODAY.minusDays(seconds.length - i), Duration.ofMillis((long) (seconds[i] * 1000)));
            }
        }
        return days;
    }

    @Test
    void threeDaysOverAQuarterMore() {
        assertThat(Slowness.of(days(10, 9, 11, 13, 14, 12.6), TODAY))
                .contains(new Slowness(Duration.ofSeconds(10), Duration.ofMillis(12_600)));
    }

    @Test
    void aQuarterIsNotOver() {
        assertThat(Slowness.of(days(10, 10, 10, 13, 14, 12.5), TODAY)).isEmpty();
    }

    @Test
    void twoDaysAreNotThree() {
        assertThat(Slowness.of(days(10, 10, 10, 10, 20, 20), TODAY)).isEmpty();
        assertThat(Slowness.of(days(10, 10, 10, -1, 20, 20), TODAY)).isEmpty();
    }

    @Test
    void todayIsNotOverYet() {
        NavigableMap<LocalDate, Duration> days = days(10, 10, 10, -1, 20, 20);
        days.put(TODAY, Duration.ofSeconds(20));
        assertThat(Slowness.of(days, TODAY)).isEmpty();
    }

    @Test
    void withoutABaselineNothingIsSlower() {
        assertThat(Slowness.of(days(10, 10, 20, 20, 20), TODAY)).isEmpty();
    }

    @Test
    void lessThanASecondMoreIsNoise() {
        assertThat(Slowness.of(days(0.1, 0.1, 0.1, 1.1, 1.1, 1.1), TODAY)).isEmpty();
        assertThat(Slowness.of(days(0.1, 0.1, 0.1, 1.2, 1.2, 1.2), TODAY)).isNotEmpty();
    }

    @Test
    void oneSlowDayBeforeDoesNotMoveTheBaseline() {
        assertThat(Slowness.of(days(10, 60, 10, 20, 20, 20), TODAY)).isNotEmpty();
    }
}
