/** Drift, changes, batches, plans, guards and outcomes: from a difference to an ordered, hashed list of effects. */
@NullMarked
package dev.mandate.model.plan;

import org.jspecify.annotations.NullMarked;
