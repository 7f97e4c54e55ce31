/** Deployments with their desired and observed state, and the resolution from policy to desired grants. */
@NullMarked
package dev.mandate.model.state;

import org.jspecify.annotations.NullMarked;
