/** The linear history of the database schema. */
@NullMarked
package dev.mandate.migrations;

import org.jspecify.annotations.NullMarked;
