/** Measurements at the sizes the service promises to hold. */
@NullMarked
package dev.mandate.benchmarks;

import org.jspecify.annotations.NullMarked;
