/** Roles, memberships and permissions of one Cassandra cluster. */
@NullMarked
package dev.mandate.agent.cassandra;

import org.jspecify.annotations.NullMarked;
