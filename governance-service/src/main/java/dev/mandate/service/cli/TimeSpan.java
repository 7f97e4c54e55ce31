package dev.mandate.service.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long something lasts, as in the operator's file: {@code 90s}, {@code 15m}, {@code 12h}, {@code 180d}. */
final class TimeSpan implements ITypeConverter<Duration> {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    @Override
    public Duration convert(String text) {
        var span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new TypeConversionException("'" + text + "' must be a number with s, m, h or d, such as 180d");
        }
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
