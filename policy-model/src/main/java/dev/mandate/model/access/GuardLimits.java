package dev.mandate.model.access;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits a plan must pass, as policy sets them.
 *
 * @param maxGains how many people may gain access of a risk per deployment and 24 h
 * @param protect entitlements that no plan removes, each in the entitlement's text form
 * @param window when lanes 2 and 3 may be applied, in the policy's time zone; null means always
 */
public record GuardLimits(
        Limit maxRemovals,
        Map<Risk, Limit> maxGains,
        List<Entitlement> protect,
        @Nullable Window window) {
    private static final int MINUTES_OF_DAY = 24 * 60;

    public static final GuardLimits DEFAULT = new GuardLimits(
            new Limit(10, 5),
            Map.of(Risk.CRITICAL, Limit.count(1), Risk.ELEVATED, Limit.count(10), Risk.STANDARD, new Limit(20, 50)),
            List.of(),
            null);

    /** A bound that trips when a number is greater than both parts: {@code max(atLeast, percent of the whole)}. */
    public record Limit(int percent, int atLeast) {
        public Limit {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("percent must be 0 to 100, not " + percent);
            }
            if (atLeast < 0) {
                throw new IllegalArgumentException("at-least must not be negative, not " + atLeast);
            }
        }

        /** A plain number, whatever the whole. */
        public static Limit count(int count) {
            return new Limit(0, count);
        }

        /** How many of {@code whole} may pass. */
        public long allowed(long whole) {
            return Math.max(atLeast, whole * percent / 100);
        }

        /** The stricter part of both. */
        public Limit strictest(Limit other) {
            return new Limit(Math.min(percent, other.percent), Math.min(atLeast, other.atLeast));
        }
    }

    /** A daily stretch of time that may pass midnight; {@code from} inside, {@code until} outside. */
    public record Window(LocalTime from, LocalTime until) {
        public boolean includes(LocalTime time) {
            boolean afterStart = !time.isBefore(from);
            boolean beforeEnd = time.isBefore(until);
            return from.isBefore(until) ? afterStart && beforeEnd : afterStart || beforeEnd;
        }

        /** Whether every moment of the other lies in this one. */
        public boolean covers(Window other) {
            return minutesAfter(other.from) < length() && minutesAfter(other.from) + other.length() <= length();
        }

        /** What both have in common; where that is two stretches the earlier one, where it is nothing this one. */
        Window common(Window other) {
            if (includes(other.from)) {
                long length = Math.min(length() - minutesAfter(other.from), other.length());
                return new Window(other.from, other.from.plusMinutes(length));
            }
            return other.includes(from) ? other.common(this) : this;
        }

        private long minutesAfter(LocalTime time) {
            return Math.floorMod(Duration.between(from, time).toMinutes(), MINUTES_OF_DAY);
        }

        private long length() {
            return minutesAfter(until);
        }
    }

    /** The stricter of both in every part: what a publish is judged by while it changes the limits. */
    public GuardLimits strictest(GuardLimits other) {
        var gains = new EnumMap<Risk, Limit>(maxGains);
        other.maxGains.forEach((risk, limit) -> gains.merge(risk, limit, Limit::strictest));
        List<Entitlement> both = Stream.concat(protect.stream(), other.protect.stream())
                .sorted()
                .distinct()
                .toList();
        return new GuardLimits(maxRemovals.strictest(other.maxRemovals), gains, both, common(window, other.window));
    }

    /** The same limits with the window told in another zone: right at {@code now}, whatever the clocks do later. */
    public GuardLimits at(Instant now, ZoneId written, ZoneId other) {
        if (window == null || written.equals(other)) {
            return this;
        }
        int ahead = other.getRules().getOffset(now).getTotalSeconds()
                - written.getRules().getOffset(now).getTotalSeconds();
        var told = new Window(window.from().plusSeconds(ahead), window.until().plusSeconds(ahead));
        return new GuardLimits(maxRemovals, maxGains, protect, told);
    }

    private static @Nullable Window common(@Nullable Window one, @Nullable Window other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.common(other);
    }

    public GuardLimits {
        maxGains = java.util.Collections.unmodifiableMap(new EnumMap<>(maxGains));
        protect = List.copyOf(protect);
        for (Risk risk : Risk.values()) {
            if (!maxGains.containsKey(risk)) {
                throw new IllegalArgumentException("max-gains lacks " + risk.word());
            }
        }
    }
}
