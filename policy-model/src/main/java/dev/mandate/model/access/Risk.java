package dev.mandate.model.access;

/** How much harm an entitlement or role can do; the greatest risk of several wins. */
public enum Risk {
    STANDARD,
    ELEVATED,
    CRITICAL;

    public Risk max(Risk other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
