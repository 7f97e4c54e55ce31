package dev.mandate.service.settings;

import java.time.Duration;

/** Durations as people write them: {@code 60s}, {@code 5m}, {@code 24h}, {@code 2d}. */
final class Durations {
    private Durations() {}

    static Duration parse(String text) {
        if (!text.matches("[1-9][0-9]{0,6}[smhd]")) {
            throw new IllegalArgumentException("a duration is a number with s, m, h or d");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
