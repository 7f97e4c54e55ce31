package dev.mandate.service.planted;

import java.time.Instant;

/** Breaks TIME_COMES_FROM_THE_PLATFORM_CLOCK; its package breaks EVERY_PACKAGE_IS_NULL_MARKED. */
record OwnTime(Instant instant) {
    static OwnTime create() {
        return new OwnTime(Instant.now());
    }
}
