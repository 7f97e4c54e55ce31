package dev.mandate.service.planted;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;

/** Breaks NOTHING_IS_INJECTED_INTO_FIELDS. */
final class FieldInjection {
    @Value("${planted}")
    @Nullable
    String injected;
}
