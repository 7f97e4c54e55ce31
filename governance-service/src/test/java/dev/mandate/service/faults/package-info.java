/** The service under faults: ended at any point, lied to by targets, short of its store. */
@NullMarked
package dev.mandate.service.faults;

import org.jspecify.annotations.NullMarked;
