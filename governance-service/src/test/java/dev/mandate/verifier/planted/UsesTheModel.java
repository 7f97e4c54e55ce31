package dev.mandate.verifier.planted;

import dev.mandate.model.planted.Shared;

/** Breaks VERIFIER_SHARES_NOTHING. */
record UsesTheModel(Shared shared) {}
