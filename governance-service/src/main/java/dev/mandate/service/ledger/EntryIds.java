package dev.mandate.service.ledger;

import dev.mandate.model.ledger.EntryId;
import java.security.SecureRandom;
import java.time.Instant;

/** Makes ids that grow within a millisecond, so that entries of one transaction keep the order they were given in. */
final class EntryIds {
    private static final int START_BOUND = 1 << 11; // half of what fits, so that it can be counted up
    private static final long LOW_BOUND = 1L << 62;
    private static final long STEP_BOUND = 1L << 32;

    private final SecureRandom random = new SecureRandom();
    private long millis = -1;
    private int high;
    private long low;

    synchronized EntryId next(Instant now) {
        if (now.toEpochMilli() != millis) {
            millis = now.toEpochMilli();
            high = random.nextInt(START_BOUND);
            low = random.nextLong(LOW_BOUND);
        }
        low += random.nextLong(1, STEP_BOUND);
        if (low >= LOW_BOUND) {
            low -= LOW_BOUND;
            high++;
        }
        return EntryId.of(now, high, low);
    }
}
