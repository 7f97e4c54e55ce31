package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Members;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeMap;

/**
 * One line of the ledger: an event with its id and time. Its canonical bytes are a leaf of the Merkle tree; they do
 * not contain the index, which is given only after commit.
 *
 * @param at when the transaction that made it began, by the database's clock; cut to microseconds
 */
public record LedgerEntry(EntryId id, Instant at, LedgerEvent event) {
    /** Longest canonical form in bytes; what is longer belongs elsewhere, with its hash in the entry. */
    public static final int MAX_BYTES = 1 << 20;

    private static final long FORMAT = 1;
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public LedgerEntry {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** The form written down in docs/evidence.md; what is absent is left out. */
    public Members json() {
        var members = new TreeMap<String, JsonValue>();
        members.put("action", JsonValue.text(event.action().value()));
        members.put("actor", event.actor().json());
        members.put("at", JsonValue.text(MICROSECONDS.format(at)));
        members.put("format", JsonValue.number(FORMAT));
        members.put("id", JsonValue.text(id.toString()));
        members.put("object", event.object().json());
        members.put("outcome", JsonValue.text(event.outcome().word()));
        event.policyVersion().ifPresent(version -> members.put("policy_version", JsonValue.number(version)));
        event.before().ifPresent(hash -> members.put("before", JsonValue.text(hash.hex())));
        event.after().ifPresent(hash -> members.put("after", JsonValue.text(hash.hex())));
        if (!event.causes().isEmpty()) {
            members.put(
                    "causes",
                    JsonValue.array(event.causes().stream()
                            .map(cause -> JsonValue.text(cause.toString()))
                            .toList()));
        }
        if (!event.details().byName().isEmpty()) {
            members.put("details", event.details());
        }
        return new Members(members);
    }

    /**
     * The bytes that are stored, hashed and exported.
     *
     * @throws IllegalArgumentException if they are more than {@link #MAX_BYTES}
     */
    public byte[] bytes() {
        var bytes = CanonicalJson.bytes(json());
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    event.action() + " entry of " + bytes.length + " bytes, at most " + MAX_BYTES + " are allowed");
        }
        return bytes;
    }
}
