package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.StreamableGenerator;

/** Time, waiting and chance, all of which tests replace. */
public record Pacing(AgentClock clock, Pause pause, RandomGenerator random) {
    /** No target makes us wait longer than this, whatever its Retry-After says. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration FIRST_STEP = Duration.ofMillis(200);
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        /** Returns after {@code length}. */
        void of(Duration length) throws InterruptedException;
    }

    /** Really waits. */
    public static Pacing real(AgentClock clock) {
        return new Pacing(clock, Thread::sleep, StreamableGenerator.of("L64X128MixRandom"));
    }

    /** Full jitter: anything from nothing to a bound that doubles with each failed attempt, counted from 1. */
    Duration backOff(int failed) {
        long bound = Math.min(LAST_STEP.toMillis(), FIRST_STEP.toMillis() << Math.min(failed - 1, 10));
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    /** What a Retry-After header asks for (RFC 9110 section 10.2.3: seconds or a date), between 0 and one hour. */
    Optional<Duration> retryAfter(String header) {
        String text = header.strip();
        if (text.matches("\\d{1,18}")) {
            return Optional.of(clamped(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(clamped(Duration.between(clock.now(), at)));
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }

    void wait(Duration length) {
        try {
            pause.of(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.UNREACHABLE, "interrupted while waiting to try again", e);
        }
    }

    private static Duration clamped(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
