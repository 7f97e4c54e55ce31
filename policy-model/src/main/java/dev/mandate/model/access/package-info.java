/** Entitlements, roles, mappings, assignments, holds and constraints: what access means. */
@NullMarked
package dev.mandate.model.access;

import org.jspecify.annotations.NullMarked;
