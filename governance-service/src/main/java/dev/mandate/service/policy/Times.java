package dev.mandate.service.policy;

import dev.mandate.service.yaml.Shown;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/** Reads and writes the moments of a validity. */
final class Times {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern WITH_OFFSET = Pattern.compile(".*([Zz]|[+-]\\d{2}(:\\d{2})?)");

    private Times() {}

    /**
     * The first moment of something's validity.
     *
     * @throws IllegalArgumentException saying what is wrong, in particular when a clock change makes a time doubtful
     */
    static Instant from(String text, ZoneId zone) {
        return DATE.matcher(text).matches() ? date(text).atStartOfDay(zone).toInstant() : time(text, zone);
    }

    /** The first moment after it: a bare date is valid through that day. Faults as in {@link #from}. */
    static Instant until(String text, ZoneId zone) {
        return DATE.matcher(text).matches()
                ? date(text).plusDays(1).atStartOfDay(zone).toInstant()
                : time(text, zone);
    }

    /** The shortest text from which {@link #from} gives the same moment. */
    static String writtenFrom(Instant moment, ZoneId zone) {
        LocalDate day = moment.atZone(zone).toLocalDate();
        return isWritable(day) && day.atStartOfDay(zone).toInstant().equals(moment)
                ? day.toString()
                : moment.toString();
    }

    /** The shortest text from which {@link #until} gives the same moment. */
    static String writtenUntil(Instant moment, ZoneId zone) {
        LocalDate day = moment.atZone(zone).toLocalDate();
        boolean midnight = day.atStartOfDay(zone).toInstant().equals(moment);
        return isWritable(day) && midnight ? day.minusDays(1).toString() : moment.toString();
    }

    private static boolean isWritable(LocalDate day) {
        return day.getYear() >= 1 && day.getYear() < 9999;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Shown.quote(text) + " is not a date of the calendar", e);
        }
    }

    private static Instant time(String text, ZoneId zone) {
        String iso = text.replaceFirst("^(.{10})[ t]", "$1T");
        try {
            if (iso.length() > 11 && WITH_OFFSET.matcher(iso.substring(11)).matches()) {
                return OffsetDateTime.parse(iso.replaceFirst("([+-]\\d{2})$", "$1:00"))
                        .toInstant();
            }
            return local(LocalDateTime.parse(iso), zone, text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Shown.quote(text) + " is not a time", e);
        }
    }

    private static Instant local(LocalDateTime time, ZoneId zone, String text) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (offsets.size() == 1) {
            return time.toInstant(offsets.getFirst());
        }
        if (offsets.isEmpty()) {
            throw new IllegalArgumentException("the clock change in " + zone + " skips " + Shown.quote(text)
                    + ": it goes from " + zone.getRules().getTransition(time).getDateTimeBefore() + " to "
                    + zone.getRules().getTransition(time).getDateTimeAfter());
        }
        throw new IllegalArgumentException("the clock change in " + zone + " makes " + Shown.quote(text)
                + " happen twice: " + withOffset(time, offsets.getFirst()) + " and "
                + withOffset(time, offsets.getLast()));
    }

    private static String withOffset(LocalDateTime time, ZoneOffset offset) {
        return ZonedDateTime.ofLocal(time, offset, offset).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
