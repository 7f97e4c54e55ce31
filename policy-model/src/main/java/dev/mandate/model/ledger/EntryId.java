package dev.mandate.model.ledger;

import java.time.Instant;
import java.util.UUID;

/** The id of a ledger entry: a UUID of version 7 (RFC 9562 §5.7), so that ids sort by the millisecond they were made in. */
public record EntryId(UUID value) implements Comparable<EntryId> {
    private static final int RANDOM_A_BITS = 12;
    private static final long RANDOM_A_MASK = (1L << RANDOM_A_BITS) - 1;
    private static final long RANDOM_B_MASK = (1L << 62) - 1;
    private static final long VERSION_7 = 7L << RANDOM_A_BITS;
    private static final long VARIANT = 1L << 63;
    private static final long MAX_MILLIS = (1L << 48) - 1;

    public EntryId {
        if (value.version() != 7 || value.variant() != 2) {
            throw new IllegalArgumentException("an entry id is a UUID of version 7, not " + value);
        }
    }

    /** Reads the usual spelling of a UUID, with lower-case digits. */
    public static EntryId of(String text) {
        var id = new EntryId(UUID.fromString(text));
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("not the usual spelling of a UUID: " + text);
        }
        return id;
    }

    /**
     * The id made at {@code instant}.
     *
     * @param high random or counting; the lowest 12 bits count
     * @param low random; the lowest 62 bits count
     */
    public static EntryId of(Instant instant, long high, long low) {
        var millis = instant.toEpochMilli();
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new IllegalArgumentException("no UUID of version 7 has the time " + instant);
        }
        var mostSignificant = millis << 16 | VERSION_7 | (high & RANDOM_A_MASK);
        return new EntryId(new UUID(mostSignificant, VARIANT | (low & RANDOM_B_MASK)));
    }

    /** When it was made, to the millisecond. */
    public Instant time() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    /** The order of the bytes, which is that of the database; {@link UUID#compareTo} has another one. */
    @Override
    public int compareTo(EntryId other) {
        var high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
