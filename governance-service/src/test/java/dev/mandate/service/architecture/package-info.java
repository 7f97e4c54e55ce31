/** The architecture as tests, and one planted fault for each rule. */
@NullMarked
package dev.mandate.service.architecture;

import org.jspecify.annotations.NullMarked;
