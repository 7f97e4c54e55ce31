package dev.mandate.service.directory;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Caller.Permission;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** People and groups, and the sources they come from. */
@Service
public class DirectoryApi implements AutoCloseable {
    private final Map<SourceId, Source> sources;
    private final DirectoryStore store;
    private final QuarantineStore quarantine;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    DirectoryApi(
            Sources sources,
            DirectoryStore store,
            QuarantineStore quarantine,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.sources = sources.byId();
        this.store = store;
        this.quarantine = quarantine;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The sources there are, in order. */
    public List<SourceId> sources() {
        return sources.keySet().stream().sorted().toList();
    }

    /** Everybody and every group, as last accepted. */
    public Directory directory() {
        return transactions.inOne(store::directory);
    }

    /** Reads a source completely and takes it over, unless its limits stop that; never takes over a part. */
    public SourceOutcome refresh(SourceId id, Caller caller) {
        Source source = source(id);
        SourceReading reading;
        try {
            reading = source.read();
        } catch (SourceException failure) {
            transactions.inOne(() -> {
                quarantine.failed(id, failure.code().code(), failure.sentence(), clock.now());
                return ledger.append(SourceEvents.failed(id, failure, caller.actor()));
            });
            return new SourceOutcome.Failed(id, failure.code().code(), failure.sentence());
        }
        return transactions.inOne(() -> take(source, reading, caller.actor()));
    }

    private SourceOutcome take(Source source, SourceReading reading, LedgerActor actor) {
        Instant now = clock.now();
        quarantine.attempted(source.id(), now);
        KnownSource known = store.known(source.id());
        SourceDiff diff = SourceDiff.between(known, reading);
        List<Finding> findings = new SourceGuards(source.limits(), store.recent(source.id(), now)).check(known, diff);
        String hash = DiffHash.of(diff);
        if (!findings.isEmpty() && !quarantine.released(source.id(), hash)) {
            if (quarantine.put(source.id(), hash, findings, now)) {
                ledger.append(SourceEvents.quarantined(source.id(), hash, findings, actor));
            }
            return new SourceOutcome.Quarantined(source.id(), hash, findings);
        }
        SourceOutcome.Accepted accepted = new SourceOutcome.Accepted(
                source.id(),
                reading.people().size(),
                reading.groups().size(),
                diff.joined().size(),
                diff.changed().size(),
                diff.missing().size(),
                diff.groups().size() + diff.goneGroups().size());
        quarantine.accepted(source.id(), now);
        if (!diff.isEmpty()) {
            apply(source.id(), known, diff, now);
            ledger.append(SourceEvents.accepted(accepted, hash, actor));
        }
        return accepted;
    }

    private void apply(SourceId source, KnownSource known, SourceDiff diff, Instant now) {
        store.addPeople(source, diff.joined());
        store.changePeople(diff.changed());
        store.markMissing(diff.missing());
        store.putGroups(source, diff.groups());
        store.markGone(source, diff.goneGroups(), now);
        store.clearMembers(source, diff.groups());
        store.clearMembers(source, diff.goneGroups());
        store.addMembers(source, diff.groups());
        if (!known.isEmpty()) {
            store.count(source, counted(diff), now);
        }
        store.countRevision();
    }

    private static Map<String, SourceGuards.Recent> counted(SourceDiff diff) {
        Map<String, SourceGuards.Recent> counted = new HashMap<>();
        counted.put(
                SourceGuards.PEOPLE,
                new SourceGuards.Recent(diff.missing().size(), diff.joined().size()));
        counted.put(
                SourceGuards.GROUPS, new SourceGuards.Recent(diff.goneGroups().size(), 0));
        diff.members()
                .forEach((id, members) -> counted.put(id, new SourceGuards.Recent(members.lost(), members.gained())));
        return counted;
    }

    /**
     * Lets exactly the difference that waits pass at the next refresh.
     *
     * @throws IllegalArgumentException when no such difference waits
     */
    public void release(Caller caller, SourceId id, String hash, String reason) {
        caller.require(Permission.APPROVE);
        source(id);
        transactions.inOne(() -> {
            if (!quarantine.release(id, hash, caller.name(), reason, clock.now())) {
                throw new IllegalArgumentException(
                        "source " + id + " has no reading " + hash + " waiting; see mandate source check " + id);
            }
            return ledger.append(SourceEvents.released(id, hash, reason, caller.actor()));
        });
    }

    /** Reads a source and shows what was found; nothing is stored. */
    public SourceSample check(SourceId id) {
        return SourceSample.of(source(id).read());
    }

    /** Sources whose last accepted reading is older than they allow, or that have none. */
    public List<SourceId> stale() {
        return transactions.inOne(() -> {
            Instant now = clock.now();
            Map<SourceId, Instant> accepted = quarantine.acceptedAt();
            return sources.values().stream()
                    .filter(source -> {
                        Instant at = accepted.get(source.id());
                        return at == null
                                || Duration.between(at, now)
                                                .compareTo(source.limits().staleAfter())
                                        > 0;
                    })
                    .map(Source::id)
                    .sorted()
                    .toList();
        });
    }

    /** Subjects taken for left only because a complete read no longer shows them. */
    public Set<SubjectId> missing() {
        return transactions.inOne(store::missing);
    }

    private Source source(SourceId id) {
        Source source = sources.get(id);
        if (source == null) {
            throw new IllegalArgumentException("there is no source '" + id + "'; there are " + sources.keySet());
        }
        return source;
    }

    /** Lets go of the connections that sources keep. */
    @Override
    public void close() {
        sources.values().forEach(Source::close);
    }
}
