@NullMarked
package dev.mandate.postgres;

import org.jspecify.annotations.NullMarked;
