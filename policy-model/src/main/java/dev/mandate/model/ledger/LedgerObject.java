package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Members;
import java.util.Map;

/**
 * What was acted on.
 *
 * @param kind the word of the product for it, for instance deployment, policy or hold
 * @param id the stable id within the kind
 */
public record LedgerObject(String kind, String id) {
    public LedgerObject {
        Words.requireWord("the kind of an object", kind);
        Words.requireId("the id of an object", id);
    }

    Members json() {
        return JsonValue.object(Map.of("id", JsonValue.text(id), "kind", JsonValue.text(kind)));
    }
}
