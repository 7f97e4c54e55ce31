package dev.mandate.agent.http;

import dev.mandate.agent.api.LastUsed.Use;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import tools.jackson.databind.JsonNode;

/** When a user of Flask-AppBuilder, which Airflow and Superset are made with, last signed in. */
public final class FabLogin {
    private FabLogin() {}

    /** A time without a zone is the server's own, which is taken to be UTC. */
    public static Use of(JsonNode user) {
        JsonNode last = user.path("last_login");
        JsonNode count = user.path("login_count");
        if (last.isString()) {
            return at(last.stringValue());
        }
        boolean told = user.has("last_login") && user.has("login_count");
        return told && last.isNull() && count.asInt(0) == 0 ? new Use.Never() : new Use.Unknown();
    }

    private static Use at(String text) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
            return new Use.At(
                    time instanceof OffsetDateTime exact
                            ? exact.toInstant()
                            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return new Use.Unknown();
        }
    }
}
