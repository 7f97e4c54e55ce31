package dev.mandate.service.scim;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ids of new resources (UUIDv7, RFC 9562): by time, so that lists are in the order of creation, and never given twice. */
@Component
final class NewIds {
    private static final long VERSION = 7L << 12;
    private static final long VARIANT = 2L << 62;

    private final SecureRandom random = new SecureRandom();

    UUID next(Instant now) {
        long time = now.toEpochMilli() << 16;
        return new UUID(time | VERSION | random.nextInt(1 << 12), VARIANT | (random.nextLong() >>> 2));
    }
}
