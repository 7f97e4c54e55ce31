package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Risk;
import dev.mandate.model.plan.GuardContext.History;
import dev.mandate.model.plan.GuardContext.Pin;
import dev.mandate.model.plan.GuardContext.Sources;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/** A quiet day: nothing that any guard would object to, but what a test sets. */
final class TestingContext {
    private final World world;
    List<GuardLimits> limits = List.of(GuardLimits.DEFAULT);
    LocalTime localTime = LocalTime.NOON;
    Pin pin = Pin.SAME;
    boolean firstRun;
    History history = History.NONE;
    Sources sources = Sources.TRUSTED;
    Map<Grant, Risk> roleRisks = Map.of();
    Map<String, Flapping> flapping = Map.of();
    List<Approval> approvals = List.of();
    Instant now = World.NOW;

    TestingContext(World world) {
        this.world = world;
    }

    Standing standing() {
        return Standing.of(world.observed(), world.scope());
    }

    GuardContext context() {
        return new GuardContext(
                World.VOCABULARY,
                limits,
                localTime,
                AccountName.of("agent"),
                pin,
                firstRun,
                standing(),
                history,
                sources,
                roleRisks,
                flapping,
                approvals,
                now);
    }
}
