/** Reads the cases that tests, API and docs share. */
@NullMarked
package dev.mandate.model.cases;

import org.jspecify.annotations.NullMarked;
