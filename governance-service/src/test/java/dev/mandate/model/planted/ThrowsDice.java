package dev.mandate.model.planted;

import java.util.UUID;

/** Breaks MODEL_THROWS_NO_DICE. */
record ThrowsDice(UUID id) {
    static ThrowsDice create() {
        return new ThrowsDice(UUID.randomUUID());
    }
}
