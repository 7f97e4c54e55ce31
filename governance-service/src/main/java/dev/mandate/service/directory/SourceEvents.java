package dev.mandate.service.directory;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import java.util.List;
import java.util.Map;

/** What sources write on the ledger; counts and codes, never a person. */
final class SourceEvents {
    private SourceEvents() {}

    static LedgerEvent accepted(SourceOutcome.Accepted outcome, String hash, boolean released, LedgerActor actor) {
        return event("source.accepted", outcome.source(), actor)
                .with(Map.of(
                        "difference", JsonValue.text(hash),
                        "released", JsonValue.bool(released),
                        "people", JsonValue.number(outcome.people()),
                        "groups", JsonValue.number(outcome.groups()),
                        "joined", JsonValue.number(outcome.joined()),
                        "changed", JsonValue.number(outcome.changed()),
                        "missing", JsonValue.number(outcome.missing()),
                        "changed_groups", JsonValue.number(outcome.changedGroups())));
    }

    /** Changes that the source told of, taken over by themselves. */
    static LedgerEvent changed(SourceOutcome.Accepted outcome, int deleted, String hash, LedgerActor actor) {
        return event("source.changed", outcome.source(), actor)
                .with(Map.of(
                        "difference", JsonValue.text(hash),
                        "joined", JsonValue.number(outcome.joined()),
                        "changed", JsonValue.number(outcome.changed()),
                        "deleted", JsonValue.number(deleted),
                        "changed_groups", JsonValue.number(outcome.changedGroups())));
    }

    static LedgerEvent quarantined(SourceId source, String hash, List<Finding> findings, LedgerActor actor) {
        return event("source.quarantined", source, actor)
                .with(Map.of(
                        "difference", JsonValue.text(hash),
                        "findings",
                                JsonValue.array(findings.stream()
                                        .map(finding ->
                                                JsonValue.text(finding.code().code()))
                                        .toList())))
                .ending(LedgerEvent.Outcome.DENIED);
    }

    static LedgerEvent released(SourceId source, String hash, String reason, LedgerActor actor) {
        return event("source.released", source, actor)
                .with(Map.of("difference", JsonValue.text(hash), "reason", JsonValue.text(reason)));
    }

    static LedgerEvent notReleased(SourceId source, LedgerActor actor) {
        return event("source.released", source, actor).ending(LedgerEvent.Outcome.DENIED);
    }

    /** People whom the source itself calls left or suspended, taken over from a reading that waits otherwise. */
    static LedgerEvent ended(SourceId source, int people, LedgerActor actor) {
        return event("source.ended", source, actor).with(Map.of("people", JsonValue.number(people)));
    }

    static LedgerEvent failed(SourceId source, SourceException failure, LedgerActor actor) {
        return event("source.failed", source, actor)
                .with(Map.of("code", JsonValue.text(failure.code().code())))
                .ending(LedgerEvent.Outcome.FAILED);
    }

    private static LedgerEvent event(String action, SourceId source, LedgerActor actor) {
        return LedgerEvent.done(actor, ActionCode.of(action), new LedgerObject("source", source.value()));
    }
}
