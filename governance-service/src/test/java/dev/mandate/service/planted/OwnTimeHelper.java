package dev.mandate.service.planted;

/** Breaks NAMES_SAY_SOMETHING. */
record OwnTimeHelper(OwnTime time) {}
