package dev.mandate.service.reconcile;

import dev.mandate.model.access.Grant;
import dev.mandate.model.state.Given;
import org.jspecify.annotations.Nullable;

/**
 * A grant that was there at the last reading.
 *
 * @param given why Mandate gave it; null if it did not
 */
record Holding(long id, Grant grant, @Nullable Given given) {}
