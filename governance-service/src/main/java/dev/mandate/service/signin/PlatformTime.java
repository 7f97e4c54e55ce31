package dev.mandate.service.signin;

import dev.mandate.service.platform.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The platform's one clock, as libraries ask for the time. */
final class PlatformTime extends java.time.Clock {
    private final Clock clock;

    PlatformTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        return clock.now();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public java.time.Clock withZone(ZoneId zone) {
        return this;
    }
}
