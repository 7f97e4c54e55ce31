package dev.mandate.service.policy;

import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.GuardLimits.Window;
import dev.mandate.model.access.Risk;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shown;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** Reads the {@code guards} block. */
final class GuardReader {
    private final Draft draft;
    private final Faults faults;

    GuardReader(Draft draft, Faults faults) {
        this.draft = draft;
        this.faults = faults;
    }

    GuardLimits read(Fields guards) {
        Limit removals = limit(guards, "max-removals", GuardLimits.DEFAULT.maxRemovals());
        var gains = new EnumMap<Risk, Limit>(GuardLimits.DEFAULT.maxGains());
        guards.fields("max-gains", PolicyFormat.MAX_GAINS)
                .ifPresent(fields -> gains.replaceAll((risk, fallback) -> limit(fields, risk.word(), fallback)));
        List<Placed<Entitlement>> protect = new EntitlementReader(faults).list(guards, "protect");
        draft.protectedEntitlements.addAll(protect);
        Optional<Window> window = guards.parsed("window", GuardReader::window);
        return new GuardLimits(
                removals,
                gains,
                protect.stream().map(Placed::value).sorted().distinct().toList(),
                window.orElse(null));
    }

    private Limit limit(Fields fields, String key, Limit fallback) {
        Optional<Node> node = fields.node(key);
        if (node.isEmpty()) {
            return fallback;
        }
        Block parts = (Block) PolicyFormat.LIMIT.shapes().getLast();
        if (node.get() instanceof Node.Table) {
            return fields.fields(key, parts)
                    .map(limit -> new Limit(
                            limit.number("percent").orElse(0),
                            limit.number("at-least").orElse(0)))
                    .orElse(fallback);
        }
        Whole bounds = (Whole) PolicyFormat.LIMIT.shapes().getFirst();
        return Limit.count(Fields.number(key, node.get(), bounds, faults).orElse(0));
    }

    private static Window window(String text) {
        if (!text.matches("([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d")) {
            throw new IllegalArgumentException("window " + Shown.quote(text) + " is not a stretch of time");
        }
        var window = new Window(LocalTime.parse(text.substring(0, 5)), LocalTime.parse(text.substring(6)));
        if (window.from().equals(window.until())) {
            throw new IllegalArgumentException("window " + Shown.quote(text) + " is empty");
        }
        return window;
    }
}
