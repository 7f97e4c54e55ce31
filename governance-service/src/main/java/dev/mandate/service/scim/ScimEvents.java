package dev.mandate.service.scim;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.Membership.Changed;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What pushes write on the ledger: ids, states and counts, never a name. */
final class ScimEvents {
    private ScimEvents() {}

    static LedgerEvent joined(Pushing by, UUID user, SubjectState state) {
        return event(by, "push.joined", "subject", user).with(Map.of("state", state(state)));
    }

    static LedgerEvent changed(Pushing by, UUID user, SubjectState before, SubjectState now) {
        LedgerEvent event = event(by, "push.changed", "subject", user);
        return before == now ? event : event.with(Map.of("before", state(before), "state", state(now)));
    }

    static LedgerEvent left(Pushing by, UUID user) {
        return event(by, "push.left", "subject", user);
    }

    static LedgerEvent group(Pushing by, String what, UUID group, Changed members) {
        return event(by, "push.group-" + what, "group", group)
                .with(Map.of(
                        "gained", JsonValue.number(members.gained().size()),
                        "lost", JsonValue.number(members.lost().size())));
    }

    static LedgerEvent tokenMade(SourceId source, UUID token, Instant expires, LedgerActor by) {
        return LedgerEvent.done(by, ActionCode.of("source.token-made"), new LedgerObject("source", source.value()))
                .with(Map.of("token", JsonValue.text(token.toString()), "expires", JsonValue.text(expires.toString())));
    }

    static LedgerEvent tokenEnded(SourceId source, UUID token, LedgerActor by) {
        return LedgerEvent.done(by, ActionCode.of("source.token-ended"), new LedgerObject("source", source.value()))
                .with(Map.of("token", JsonValue.text(token.toString())));
    }

    private static LedgerEvent event(Pushing by, String action, String kind, UUID id) {
        return LedgerEvent.done(by.actor(), ActionCode.of(action), new LedgerObject(kind, id.toString()));
    }

    private static JsonValue state(SubjectState state) {
        return JsonValue.text(state.word());
    }
}
