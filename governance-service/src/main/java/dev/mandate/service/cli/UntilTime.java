package dev.mandate.service.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When something ends: an instant, or a date, which is then valid through that day in UTC. */
final class UntilTime implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeParseException wrong) {
            throw new TypeConversionException(
                    "'" + text + "' must be a date such as 2027-03-31, or an instant such as 2027-03-31T12:00:00Z");
        }
    }
}
