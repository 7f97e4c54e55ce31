package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Members;
import java.util.Map;

/**
 * Who acted.
 *
 * @param kind subject, operator, job, agent or nobody (before sign-in)
 * @param id the stable id within the kind; never a name or mail address
 * @param assurance how we know, for instance {@code host-operator} or {@code session}
 */
public record LedgerActor(String kind, String id, String assurance) {
    public LedgerActor {
        Words.requireWord("the kind of an actor", kind);
        Words.requireId("the id of an actor", id);
        Words.requireWord("the assurance of an actor", assurance);
    }

    Members json() {
        return JsonValue.object(
                Map.of("assurance", JsonValue.text(assurance), "id", JsonValue.text(id), "kind", JsonValue.text(kind)));
    }
}
