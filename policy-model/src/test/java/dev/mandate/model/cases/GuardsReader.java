package dev.mandate.model.cases;

import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.GuardLimits.Window;
import dev.mandate.model.access.Risk;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code guards} as policy writes it; what is absent is as policy's default. */
final class GuardsReader {
    private GuardsReader() {}

    static GuardLimits limits(Yaml guards) {
        guards.only("max-removals", "max-gains", "protect", "window");
        Yaml risks = guards.in("max-gains").only("critical", "elevated", "standard");
        var gains = new EnumMap<Risk, Limit>(Risk.class);
        for (Risk risk : Risk.values()) {
            gains.put(risk, limit(risks, risk.name().toLowerCase(Locale.ROOT), allowed(risk)));
        }
        return new GuardLimits(
                limit(guards, "max-removals", GuardLimits.DEFAULT.maxRemovals()),
                gains,
                guards.texts("protect").stream().map(EntitlementText::parse).toList(),
                window(guards.text("window")));
    }

    private static Limit allowed(Risk risk) {
        return GuardLimits.DEFAULT.maxGains().getOrDefault(risk, Limit.count(0));
    }

    private static Limit limit(Yaml row, String key, Limit otherwise) {
        if (!row.has(key)) {
            return otherwise;
        }
        if (row.values().get(key) instanceof Integer count) {
            return Limit.count(count);
        }
        Yaml limit = row.in(key).only("percent", "at-least");
        return new Limit(limit.number("percent", 0), limit.number("at-least", 0));
    }

    private static @Nullable Window window(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("-", -1);
        return new Window(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
    }
}
