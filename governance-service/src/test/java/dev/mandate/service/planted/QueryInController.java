package dev.mandate.service.planted;

import org.jooq.DSLContext;

/** Breaks SQL_STAYS_IN_STORES. */
record QueryInController(DSLContext sql) {}
