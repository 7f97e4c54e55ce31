package dev.mandate.model.plan;

import dev.mandate.model.state.Cause;

/** A change with why it has to be made and when it goes. */
public record PlannedChange(Change change, Cause cause, Lane lane) {}
