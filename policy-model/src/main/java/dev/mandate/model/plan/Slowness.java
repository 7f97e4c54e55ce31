package dev.mandate.model.plan;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A deployment that takes longer than it used to though nothing fails.
 *
 * @param usual the middle of the days before
 * @param lately the least of the last three days
 */
public record Slowness(Duration usual, Duration lately) {
    private static final int DAYS = 3;
    private static final int LEAST_BASELINE = 3;
    private static final double TOO_SLOW = 1.25;

    /** Below this a difference is noise. */
    private static final Duration NOISE = Duration.ofSeconds(1);

    /**
     * By the 99th percentile of each day: three whole days in a row more than a quarter over the baseline.
     *
     * @param p99 by day; days without a run are missing
     * @param today not over yet, so not looked at
     */
    public static Optional<Slowness> of(NavigableMap<LocalDate, Duration> p99, LocalDate today) {
        List<Duration> lately = List.copyOf(
                p99.subMap(today.minusDays(DAYS), true, today, false).values());
        List<Duration> before = p99.headMap(today.minusDays(DAYS), false).values().stream()
                .sorted()
                .toList();
        if (lately.size() < DAYS || before.size() < LEAST_BASELINE) {
            return Optional.empty();
        }
        Duration usual = before.get(before.size() / 2);
        Duration least = lately.stream().min(Duration::compareTo).orElseThrow();
        boolean slow = least.toMillis() > usual.toMillis() * TOO_SLOW
                && least.minus(usual).compareTo(NOISE) > 0;
        return slow ? Optional.of(new Slowness(usual, least)) : Optional.empty();
    }
}
