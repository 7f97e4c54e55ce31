package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacingTest {
    private final Pacing pacing = new RecordedPause().pacing();

    @Test
    void spreadsEachBackOffFromNothingToADoublingBound() {
        for (int failed = 1; failed <= 40; failed++) {
            long bound = Math.min(10_000, 200L << Math.min(failed - 1, 10));
            long longest = 0;
            for (int i = 0; i < 500; i++) {
                Duration wait = pacing.backOff(failed);
                assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(bound));
                longest = Math.max(longest, wait.toMillis());
            }
            assertThat(longest).as("bound %s is used", bound).isGreaterThan(bound * 9 / 10);
        }
    }

    @Test
    void readsBothFormsOfRetryAfter() {
        assertThat(pacing.retryAfter(" 45 ")).contains(Duration.ofSeconds(45));
        assertThat(pacing.retryAfter("Sun, 01 Mar 2026 08:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(pacing.retryAfter("Sun, 01 Mar 2026 07:00:00 GMT")).contains(Duration.ZERO);
        assertThat(pacing.retryAfter("999999999999999999")).contains(Duration.ofHours(1));
        assertThat(pacing.retryAfter("soon")).isEmpty();
        assertThat(pacing.retryAfter("-5")).isEmpty();
    }
}
