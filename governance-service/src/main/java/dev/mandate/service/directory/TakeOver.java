package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Takes a complete reading over into the directory, unless the source's limits stop that; never a part of it. */
@Component
class TakeOver {
    /** How long a release waits for its reading. */
    static final Duration RELEASE_HOLDS = Duration.ofHours(24);

    private final DirectoryStore store;
    private final QuarantineStore quarantine;
    private final LedgerApi ledger;
    private final Clock clock;

    TakeOver(DirectoryStore store, QuarantineStore quarantine, LedgerApi ledger, Clock clock) {
        this.store = store;
        this.quarantine = quarantine;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * In the caller's transaction; one reading of a source at a time.
     *
     * @param started when the reading began
     * @return empty if a later reading was taken over meanwhile, so this one tells the past
     */
    Optional<SourceOutcome> take(
            Source source, SourceReading reading, Instant started, Map<String, Limit> privileged, LedgerActor actor) {
        SourceId id = source.id();
        Instant now = clock.now();
        Optional<Instant> accepted = quarantine.attempted(id, now);
        if (accepted.filter(at -> at.isAfter(started)).isPresent()) {
            return Optional.empty();
        }
        quarantine.readCompletely(id, reading.remarks());
        KnownSource known = store.known(id);
        SourceDiff diff = SourceDiff.between(known, reading);
        List<Finding> findings =
                new SourceGuards(source.limits(), store.recent(id, now), privileged).check(known, reading, diff);
        String hash = DiffHash.of(diff);
        boolean released = !findings.isEmpty() && quarantine.released(id, hash, now.minus(RELEASE_HOLDS));
        if (!findings.isEmpty() && !released) {
            return Optional.of(quarantined(id, diff, hash, findings, now, actor));
        }
        SourceOutcome.Accepted outcome = accepted(id, reading, diff, hash, released, now, actor);
        // What somebody looked at and released takes nothing from what may change unseen.
        if (!diff.isEmpty() && !known.isEmpty() && !released) {
            store.forgetCounts(id, now);
            store.count(id, counted(new SourceChanges(known, reading, diff), privileged.keySet()), now);
        }
        return Optional.of(outcome);
    }

    /** What waits changes nothing, but somebody of whom the source says positively that they left does not wait with it. */
    private SourceOutcome quarantined(
            SourceId id, SourceDiff diff, String hash, List<Finding> findings, Instant now, LedgerActor actor) {
        if (quarantine.put(id, hash, findings, now)) {
            ledger.append(SourceEvents.quarantined(id, hash, findings, actor));
        }
        List<SourceDiff.Replaced> ended = diff.ended();
        if (!ended.isEmpty()) {
            store.changePeople(ended);
            store.countRevision();
            ledger.append(SourceEvents.ended(id, ended.size(), actor));
        }
        return new SourceOutcome.Quarantined(id, hash, findings);
    }

    private SourceOutcome.Accepted accepted(
            SourceId id,
            SourceReading reading,
            SourceDiff diff,
            String hash,
            boolean released,
            Instant now,
            LedgerActor actor) {
        SourceOutcome.Accepted accepted = new SourceOutcome.Accepted(
                id,
                reading.people().size(),
                reading.groups().size(),
                diff.joined().size(),
                diff.changed().size(),
                diff.missing().size(),
                diff.groups().size() + diff.goneGroups().size());
        quarantine.accepted(id, now);
        quarantine.clear(id);
        if (diff.isEmpty()) {
            return accepted;
        }
        apply(id, diff, now);
        ledger.append(SourceEvents.accepted(accepted, hash, released, actor));
        return accepted;
    }

    private void apply(SourceId source, SourceDiff diff, Instant now) {
        store.addPeople(source, diff.joined());
        store.changePeople(diff.changed());
        store.markMissing(diff.missing());
        store.putGroups(source, diff.groups());
        store.markGone(source, diff.goneGroups(), now);
        store.removeMembers(source, diff.lost());
        store.addMembers(source, diff.gained());
        store.countRevision();
    }

    private static Map<String, SourceGuards.Recent> counted(SourceChanges changes, Set<String> privileged) {
        Map<String, SourceGuards.Recent> counted = new HashMap<>();
        counted.put(SourceGuards.PEOPLE, recent(changes.ofPeople()));
        counted.put(SourceGuards.GROUPS, recent(changes.ofGroups()));
        changes.ofMembers().forEach((id, change) -> counted.put(SourceGuards.ofGroup(id), recent(change)));
        privileged.forEach(id -> counted.put(SourceGuards.ofPrivileged(id), recent(changes.ofEverybodyIn(id))));
        counted.values().removeIf(SourceGuards.Recent.NONE::equals);
        return counted;
    }

    private static SourceGuards.Recent recent(SourceChanges.Change change) {
        return new SourceGuards.Recent(change.lost(), change.gained());
    }
}
