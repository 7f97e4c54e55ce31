package dev.mandate.service.scim;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.PushSource;
import java.util.UUID;

/**
 * Who pushes.
 *
 * @param token the id of the token, which is no secret
 */
record Pushing(PushSource source, UUID token) {
    SourceId id() {
        return source.id();
    }

    LedgerActor actor() {
        return new LedgerActor("source", source.id().value(), "bearer-token");
    }
}
