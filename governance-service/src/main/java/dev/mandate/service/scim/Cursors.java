package dev.mandate.service.scim;

import dev.mandate.service.platform.Transactions;
import dev.mandate.service.scim.Slice.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Cursors (RFC 9865): where the next page begins, sealed for one source and one question, for a while. The same cursor
 * gives the same page, whatever is added meanwhile.
 */
@Component
class Cursors {
    static final Duration VALID = Duration.ofMinutes(10);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY = 32;
    private static final int SEAL = 32;
    private static final int PLACE = Long.BYTES * 3 + 1;
    private static final int LONGEST_KEY = 1500;
    private static final int LONGEST = (PLACE + LONGEST_KEY + SEAL) * 4 / 3 + 4;

    private final CursorStore store;
    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();
    private volatile byte @Nullable [] known;

    Cursors(CursorStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * Seals a place.
     *
     * @param about source, type of resource and question
     * @throws ScimProblem where what the list is sorted by is too long to be named
     */
    String seal(Place place, String about, Instant now) {
        byte[] key = place.key() == null ? new byte[0] : place.key().getBytes(StandardCharsets.UTF_8);
        if (key.length > LONGEST_KEY) {
            throw ScimProblem.cursor("with a cursor no value that is sorted by has more than " + LONGEST_KEY
                    + " bytes; sort by something else, or ask by startIndex");
        }
        ByteBuffer bytes = ByteBuffer.allocate(PLACE + key.length + SEAL)
                .putLong(place.id().getMostSignificantBits())
                .putLong(place.id().getLeastSignificantBits())
                .putLong(now.plus(VALID).getEpochSecond())
                .put((byte) (place.key() == null ? 0 : 1))
                .put(key);
        bytes.put(seal(bytes.array(), about));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Opens what was sealed.
     *
     * @return empty for the empty cursor, which asks for the first page
     * @throws ScimProblem where it is none of ours, of another question, or expired
     */
    Optional<Place> open(String cursor, String about, Instant now) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = decoded(cursor);
        byte[] seal = Arrays.copyOfRange(bytes, bytes.length - SEAL, bytes.length);
        if (!MessageDigest.isEqual(seal, seal(bytes, about))) {
            throw ScimProblem.cursor("this cursor is not of this question to this source");
        }
        ByteBuffer place = ByteBuffer.wrap(bytes);
        UUID id = new UUID(place.getLong(), place.getLong());
        if (Instant.ofEpochSecond(place.getLong()).isBefore(now)) {
            throw ScimProblem.expired("the cursor is older than " + VALID.toMinutes() + " minutes; begin again");
        }
        boolean hasKey = place.get() == 1;
        var key = new String(bytes, PLACE, bytes.length - PLACE - SEAL, StandardCharsets.UTF_8);
        return Optional.of(new Place(hasKey ? key : null, id));
    }

    private static byte[] decoded(String cursor) {
        try {
            byte[] bytes = cursor.length() > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(cursor);
            if (bytes.length >= PLACE + SEAL) {
                return bytes;
            }
        } catch (IllegalArgumentException none) {
            throw ScimProblem.cursor("this is no cursor");
        }
        throw ScimProblem.cursor("this is no cursor");
    }

    private byte[] seal(byte[] bytes, String about) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            mac.update(bytes, 0, bytes.length - SEAL);
            return mac.doFinal(about.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] key() {
        byte[] key = known;
        if (key == null) {
            var fresh = new byte[KEY];
            random.nextBytes(fresh);
            key = transactions.inOne(() -> {
                store.offer(fresh);
                return store.key();
            });
            known = key;
        }
        return key;
    }
}
