package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes readings over into the directory, as a whole, unless the source's limits stop that. */
@Component
class TakeOver {
    /** How long a release waits for its reading. */
    static final Duration RELEASE_HOLDS = Duration.ofHours(24);

    private final DirectoryStore store;
    private final KnownStore stored;
    private final QuarantineStore quarantine;
    private final Linking linking;
    private final Owners owners;
    private final LedgerApi ledger;
    private final Clock clock;

    TakeOver(
            DirectoryStore store,
            KnownStore stored,
            QuarantineStore quarantine,
            Linking linking,
            Owners owners,
            LedgerApi ledger,
            Clock clock) {
        this.store = store;
        this.stored = stored;
        this.quarantine = quarantine;
        this.linking = linking;
        this.owners = owners;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * In the caller's transaction; one reading of a source at a time.
     *
     * @param started when the reading began
     * @param cookie up to where the source told of its changes before; null if it does not
     * @return empty if a reading, or a part, was taken over meanwhile, so this one may tell the past
     */
    Optional<SourceOutcome> take(
            Source source,
            SourceReading reading,
            Instant started,
            @Nullable String cookie,
            Map<String, Limit> privileged,
            LedgerActor actor) {
        SourceId id = source.id();
        Instant now = clock.now();
        Optional<Instant> accepted = quarantine.attempted(id, now);
        if (accepted.filter(at -> at.isAfter(started)).isPresent()) {
            return Optional.empty();
        }
        quarantine.readCompletely(id, reading.remarks());
        Verdict verdict = judged(source, stored.all(id), reading, now, privileged);
        if (verdict.waits()) {
            return Optional.of(quarantined(id, verdict, now, actor));
        }
        SourceOutcome.Accepted outcome = outcome(id, reading, verdict.diff());
        quarantine.accepted(id, now);
        quarantine.clear(id);
        apply(id, verdict, privileged, now, actor);
        if (!verdict.diff().isEmpty()) {
            ledger.append(SourceEvents.accepted(outcome, verdict.hash(), verdict.released(), actor));
        }
        remember(id, cookie);
        return Optional.of(outcome);
    }

    /**
     * Takes over a part that the source told of, judged as the whole reading that it makes of what is stored.
     *
     * @return empty if only a complete reading can be taken over
     */
    Optional<SourceOutcome> takePart(
            Source source,
            PartialReading part,
            Changes told,
            Instant started,
            Map<String, Limit> privileged,
            LedgerActor actor) {
        SourceId id = source.id();
        Instant now = clock.now();
        Optional<Instant> accepted = quarantine.attempted(id, now);
        if (accepted.isEmpty() || accepted.get().isAfter(started) || quarantine.isWaiting(id)) {
            return Optional.empty();
        }
        if (!part.differs(stored.some(id, told.all()), told.deleted())) {
            remember(id, told.cookie());
            return Optional.of(new SourceOutcome.Accepted(
                    id, part.people().size(), part.groups().size(), 0, 0, 0, 0));
        }
        KnownSource known = stored.all(id);
        return Overlay.of(id, known, part, told.deleted()).map(reading -> {
            Verdict verdict = judged(source, known, reading, now, privileged);
            if (verdict.waits()) {
                return quarantined(id, verdict, now, actor);
            }
            SourceOutcome.Accepted outcome = outcome(id, reading, verdict.diff());
            apply(id, verdict, privileged, now, actor);
            quarantine.partTaken(id, now);
            if (!verdict.diff().isEmpty()) {
                ledger.append(SourceEvents.changed(outcome, told.deleted().size(), verdict.hash(), actor));
            }
            remember(id, told.cookie());
            return outcome;
        });
    }

    private void remember(SourceId id, @Nullable String cookie) {
        if (cookie != null) {
            quarantine.cookie(id, cookie);
        }
    }

    /** What the limits say of a reading. */
    private record Verdict(
            KnownSource known,
            SourceReading reading,
            SourceDiff diff,
            String hash,
            List<Finding> findings,
            Set<UUID> gains,
            boolean released) {
        boolean waits() {
            return !findings.isEmpty() && !released;
        }
    }

    private Verdict judged(
            Source source, KnownSource known, SourceReading reading, Instant now, Map<String, Limit> privileged) {
        SourceDiff diff = SourceDiff.between(known, reading);
        List<Finding> findings = new SourceGuards(source.limits(), store.recent(source.id(), now), privileged)
                .check(known, reading, diff);
        String hash = DiffHash.of(diff);
        if (findings.isEmpty()) {
            return new Verdict(known, reading, diff, hash, findings, Set.of(), false);
        }
        Set<UUID> gains = new HashSet<>(Gains.of(known, reading, diff));
        gains.addAll(linking.alike(source.id(), Gains.stated(diff)));
        boolean released = quarantine.released(source.id(), hash, gains, now.minus(RELEASE_HOLDS));
        return new Verdict(known, reading, diff, hash, findings, gains, released);
    }

    /** What waits changes nothing, but somebody of whom the source says positively that they left does not wait with it. */
    private SourceOutcome quarantined(SourceId id, Verdict verdict, Instant now, LedgerActor actor) {
        if (quarantine.put(id, verdict.hash(), verdict.findings(), verdict.gains(), now)) {
            ledger.append(SourceEvents.quarantined(id, verdict.hash(), verdict.findings(), actor));
        }
        List<SourceDiff.Replaced> ended = verdict.diff().ended();
        if (!ended.isEmpty()) {
            store.changePeople(ended);
            store.countRevision();
            ledger.append(SourceEvents.ended(id, ended.size(), actor));
        }
        return new SourceOutcome.Quarantined(id, verdict.hash(), verdict.findings());
    }

    private static SourceOutcome.Accepted outcome(SourceId id, SourceReading reading, SourceDiff diff) {
        return new SourceOutcome.Accepted(
                id,
                reading.people().size(),
                reading.groups().size(),
                diff.joined().size(),
                diff.changed().size(),
                diff.missing().size(),
                diff.groups().size() + diff.goneGroups().size());
    }

    private static List<SubjectId> returned(SourceDiff diff) {
        return diff.changed().stream()
                .filter(person -> person.tenure() > person.before().tenure())
                .map(person -> LinkStore.id(person.before().id()))
                .toList();
    }

    private static List<SubjectId> turned(SourceDiff diff) {
        return diff.changed().stream()
                .filter(SourceDiff.Replaced::turns)
                .map(one -> LinkStore.id(one.before().id()))
                .toList();
    }

    private void apply(
            SourceId source, Verdict verdict, Map<String, Limit> privileged, Instant now, LedgerActor actor) {
        SourceDiff diff = verdict.diff();
        if (diff.isEmpty()) {
            return;
        }
        store.addPeople(source, diff.joined());
        store.changePeople(diff.changed());
        linking.turned(turned(diff), actor, now);
        linking.cameAgain(returned(diff));
        store.markMissing(diff.missing());
        store.putGroups(source, diff.groups());
        store.markGone(source, diff.goneGroups(), now);
        store.removeMembers(source, diff.lost());
        store.addMembers(source, diff.gained());
        linking.all(now);
        owners.changed(source, diff, actor);
        store.countRevision();
        // What somebody looked at and released takes nothing from what may change unseen.
        if (!verdict.known().isEmpty() && !verdict.released()) {
            store.forgetCounts(source, now);
            var changes = new SourceChanges(verdict.known(), verdict.reading(), diff);
            store.count(source, counted(changes, privileged.keySet()), now);
        }
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
