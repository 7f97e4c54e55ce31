package dev.mandate.model.planted;

/** Used by planted classes of other modules. */
public record Shared(String name) {}
