package dev.mandate.service.directory;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.ledger.LedgerApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Keeps on the ledger who answers for which service and machine, in the transaction that takes it over. */
@Component
class Owners {
    private final PersonStore people;
    private final LedgerApi ledger;

    Owners(PersonStore people, LedgerApi ledger) {
        this.people = people;
        this.ledger = ledger;
    }

    private record Change(String externalId, Nature before, Nature now) {}

    /** After people were written. */
    void changed(SourceId source, SourceDiff diff, LedgerActor actor) {
        List<Change> changes = new ArrayList<>();
        diff.joined().stream()
                .filter(one -> !one.nature().isPerson())
                .forEach(one -> changes.add(new Change(one.externalId(), Nature.PERSON, one.nature())));
        diff.changed().stream()
                .filter(one -> !one.before().nature().equals(one.now().nature()))
                .forEach(one -> changes.add(new Change(
                        one.now().externalId(), one.before().nature(), one.now().nature())));
        if (changes.isEmpty()) {
            return;
        }
        Set<String> named = new HashSet<>();
        changes.forEach(one -> {
            named.add(one.externalId());
            Optional.ofNullable(one.before().owner()).ifPresent(named::add);
            Optional.ofNullable(one.now().owner()).ifPresent(named::add);
        });
        Map<String, SubjectId> ids = people.ids(source, named);
        ledger.append(changes.stream().map(one -> event(one, ids, actor)).toList());
    }

    private static LedgerEvent event(Change change, Map<String, SubjectId> ids, LedgerActor actor) {
        Map<String, JsonValue> facts = new HashMap<>();
        facts.put("kind", JsonValue.text(change.now().kind().word()));
        if (change.before().kind() != change.now().kind()) {
            facts.put("kind_before", JsonValue.text(change.before().kind().word()));
        }
        owner(change.now(), ids).ifPresent(owner -> facts.put("owner", owner));
        owner(change.before(), ids).ifPresent(owner -> facts.put("owner_before", owner));
        SubjectId subject = ids.get(change.externalId());
        if (subject == null) {
            throw new IllegalStateException("a subject was not written before its owner was");
        }
        return LedgerEvent.done(actor, ActionCode.of("subject.owned"), new LedgerObject("subject", subject.value()))
                .with(facts);
    }

    private static Optional<JsonValue> owner(Nature nature, Map<String, SubjectId> ids) {
        return Optional.ofNullable(nature.owner())
                .flatMap(owner -> Optional.ofNullable(ids.get(owner)))
                .map(owner -> JsonValue.text(owner.value()));
    }
}
