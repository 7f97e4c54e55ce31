package dev.mandate.service.scim;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of resources: only ever ours, in their one spelling. */
final class Ids {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Ids() {}

    static Optional<UUID> of(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
