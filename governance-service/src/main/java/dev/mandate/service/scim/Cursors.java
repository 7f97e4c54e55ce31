package dev.mandate.service.scim;

import dev.mandate.service.platform.Transactions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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
    private static final int PLACE = Long.BYTES * 3 + Integer.BYTES;
    private static final int LONGEST = 200;

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
     */
    String seal(Slice place, String about, Instant now) {
        ByteBuffer bytes = ByteBuffer.allocate(PLACE + SEAL)
                .putLong(place.after().getMostSignificantBits())
                .putLong(place.after().getLeastSignificantBits())
                .putInt(place.offset())
                .putLong(now.plus(VALID).getEpochSecond());
        bytes.put(seal(bytes.array(), about));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws ScimProblem where it is none of ours, of another question, or expired */
    Slice open(String cursor, String about, int count, Instant now) {
        if (cursor.isEmpty()) {
            return Slice.at(0, count);
        }
        byte[] bytes = decoded(cursor);
        byte[] seal = new byte[SEAL];
        System.arraycopy(bytes, PLACE, seal, 0, SEAL);
        if (!MessageDigest.isEqual(seal, seal(bytes, about))) {
            throw ScimProblem.cursor("this cursor is not of this question to this source");
        }
        ByteBuffer place = ByteBuffer.wrap(bytes);
        UUID after = new UUID(place.getLong(), place.getLong());
        int offset = place.getInt();
        if (Instant.ofEpochSecond(place.getLong()).isBefore(now)) {
            throw ScimProblem.expired("the cursor is older than " + VALID.toMinutes() + " minutes; begin again");
        }
        return new Slice(after, offset, count);
    }

    private static byte[] decoded(String cursor) {
        try {
            byte[] bytes = cursor.length() > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == PLACE + SEAL) {
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
            mac.update(bytes, 0, PLACE);
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
