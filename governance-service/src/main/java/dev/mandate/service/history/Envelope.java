package dev.mandate.service.history;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import java.util.Map;

/** What goes with an export and is not the same each time: who asked for it, when, and how many people decide then. */
final class Envelope {
    private static final String SCHEMA = "mandate-envelope/1";

    private Envelope() {}

    /**
     * The text to sign.
     *
     * @param entry tells of this export on the ledger
     * @param people 1 where no second person says yes to anything
     * @param file the digest of the whole file
     */
    static String text(EntryId entry, Instant made, int people, LedgerActor requester, Sha256 file) {
        return SCHEMA + "\n"
                + CanonicalJson.text(JsonValue.object(Map.of(
                        "entry", JsonValue.text(entry.toString()),
                        "made", JsonValue.text(made.toString()),
                        "people", JsonValue.number(people),
                        "requester",
                                JsonValue.object(Map.of(
                                        "assurance", JsonValue.text(requester.assurance()),
                                        "id", JsonValue.text(requester.id()),
                                        "kind", JsonValue.text(requester.kind()))),
                        "sha256", JsonValue.text(file.hex()))))
                + "\n";
    }
}
