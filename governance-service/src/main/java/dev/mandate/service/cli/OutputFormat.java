package dev.mandate.service.cli;

/** How a command prints its result. */
enum OutputFormat {
    /** For people. */
    TABLE,
    /** For programs: described in docs/schema, fields are only added. */
    JSON
}
