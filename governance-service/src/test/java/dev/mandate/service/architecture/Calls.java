package dev.mandate.service.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import java.time.Clock;
import java.util.Set;

/** Calls whose answer differs from one run to the next. */
final class Calls {
    private static final Set<String> TIME_TYPES = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    private static final Set<String> DICE =
            Set.of("java.util.Random", "java.security.SecureRandom", "java.util.concurrent.ThreadLocalRandom");

    private Calls() {}

    static boolean isRandom(JavaCall<?> call) {
        var owner = call.getTargetOwner().getName();
        return DICE.contains(owner)
                || (owner.equals("java.util.UUID") && call.getName().equals("randomUUID"))
                || (owner.equals("java.lang.Math") && call.getName().equals("random"));
    }

    static boolean asksForTheTime(JavaCall<?> call) {
        var owner = call.getTargetOwner().getName();
        var name = call.getName();
        if (TIME_TYPES.contains(owner)) {
            return name.equals("now") && takesNoClock(call.getTarget());
        }
        return switch (owner) {
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date" ->
                name.equals("<init>") && call.getTarget().getRawParameterTypes().isEmpty();
            default -> false;
        };
    }

    private static boolean takesNoClock(CodeUnitCallTarget target) {
        return target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }
}
