package dev.mandate.service.scim;

import java.util.Locale;
import java.util.Optional;

/** Entra writes truth as the texts {@code "True"} and {@code "False"}. */
final class Booleans {
    private Booleans() {}

    static Optional<Boolean> of(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
