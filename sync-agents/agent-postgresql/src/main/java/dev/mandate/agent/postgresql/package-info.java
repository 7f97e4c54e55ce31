/** Roles, memberships and privileges of one PostgreSQL cluster. */
@NullMarked
package dev.mandate.agent.postgresql;

import org.jspecify.annotations.NullMarked;
