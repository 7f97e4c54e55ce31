@NullMarked
package dev.mandate.agent.superset;

import org.jspecify.annotations.NullMarked;
