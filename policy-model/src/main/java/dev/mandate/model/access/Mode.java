package dev.mandate.model.access;

/** How far Mandate may go in one facet of one deployment. */
public enum Mode {
    /** Nothing is changed; a leaver or a Hold there is a finding. */
    OBSERVE,
    /** Adds; ends only what Mandate itself gave, and only for causes of lane 1. */
    ADDITIVE,
    /** Adds and removes within the ManagedScope. */
    AUTHORITATIVE;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
