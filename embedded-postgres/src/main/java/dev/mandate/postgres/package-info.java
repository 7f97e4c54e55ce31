/** Runs PostgreSQL's own programs as child processes: unpacking, creating a cluster, starting, adopting and stopping it. */
@NullMarked
package dev.mandate.postgres;

import org.jspecify.annotations.NullMarked;
