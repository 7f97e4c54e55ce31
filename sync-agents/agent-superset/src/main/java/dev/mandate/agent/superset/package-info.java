/** Users, groups, roles, permissions and row filters of one Superset deployment. */
@NullMarked
package dev.mandate.agent.superset;

import org.jspecify.annotations.NullMarked;
