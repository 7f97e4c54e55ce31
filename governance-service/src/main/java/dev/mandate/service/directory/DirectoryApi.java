package dev.mandate.service.directory;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Permission;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.api.Standing;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.yaml.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Service;

/** People and groups, and the sources they come from. */
@Service
public class DirectoryApi implements AutoCloseable {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int TRIES = 3;

    private final Map<SourceId, Source> sources;
    private final DirectoryStore store;
    private final PersonStore people;
    private final LinkStore links;
    private final KnownStore stored;
    private final QuarantineStore quarantine;
    private final TakeOver takeOver;
    private final PushStore pushes;
    private final PrivilegedGroups privileged;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    DirectoryApi(
            Sources sources,
            DirectoryStore store,
            PersonStore people,
            LinkStore links,
            KnownStore stored,
            QuarantineStore quarantine,
            TakeOver takeOver,
            PushStore pushes,
            PrivilegedGroups privileged,
            @Lazy Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.sources = sources.byId();
        this.store = store;
        this.people = people;
        this.links = links;
        this.stored = stored;
        this.quarantine = quarantine;
        this.takeOver = takeOver;
        this.pushes = pushes;
        this.privileged = privileged;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The sources there are, in order. */
    public List<SourceId> sources() {
        return sources.keySet().stream().sorted().toList();
    }

    /** How often a source is to be read. */
    public Duration every(SourceId id) {
        return source(id).every();
    }

    /** Everybody and every group, as last accepted. */
    public Directory directory() {
        return transactions.inOne(() -> store.directory(links.inForce()));
    }

    /** Who some people are, by the id asked for, which may be of any of their identities; who is not known is left out. */
    public Map<SubjectId, Person> people(Collection<SubjectId> subjects) {
        return together(subjects).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().person()));
    }

    /** In the caller's transaction: until that has ended nobody's state changes by which this subject is what it is. */
    public void hold(SubjectId subject) {
        people.hold(subject);
    }

    private Map<SubjectId, PersonStore.Together> together(Collection<SubjectId> subjects) {
        return subjects.isEmpty() ? Map.of() : transactions.inOne(() -> people.together(subjects));
    }

    /**
     * The person with this user name, given as {@code source/username}, or with this id. Who is there goes before who
     * has left.
     *
     * @throws IllegalArgumentException if several have it; then only an id says who is meant
     */
    public Optional<Person> person(String text) {
        return identity(text)
                .flatMap(id -> Optional.ofNullable(people(List.of(id)).get(id)));
    }

    /** What one source states under that name, or id, as {@link #person} finds it: its own id, whoever it is linked to. */
    Optional<SubjectId> identity(String text) {
        int slash = text.indexOf('/');
        List<SubjectId> ids = slash < 0
                ? List.of(SubjectId.of(text))
                : transactions.inOne(() -> people.named(text.substring(0, slash), text.substring(slash + 1)));
        Map<SubjectId, Person> named = people(ids);
        Map<SubjectId, Person> there = new TreeMap<>(named);
        there.values().removeIf(person -> person.state() == SubjectState.LEFT);
        Map<SubjectId, Person> meant = there.isEmpty() ? named : there;
        if (new HashSet<>(meant.values()).size() > 1) {
            throw new IllegalArgumentException("several people have the name " + text + ": give the id of one, of "
                    + meant.keySet().stream().map(SubjectId::value).sorted().toList());
        }
        return meant.keySet().stream().sorted().findFirst();
    }

    /**
     * The person of a source with this user name, where the source's directory takes the password at this moment and they
     * are active there and here. Nothing tells who is unknown from whose password is another.
     *
     * @throws SourceException where the directory cannot say
     */
    public Optional<Person> authenticated(SourceId id, String username, String password) {
        Passwords passwords = source(id)
                .passwords()
                .orElseThrow(() -> new IllegalArgumentException("source " + id + " knows no passwords"));
        Map<SubjectId, PersonStore.Together> active =
                together(transactions.inOne(() -> people.named(id.value(), username)));
        active.values().removeIf(together -> !together.person().isActivePerson());
        Optional<Map.Entry<SubjectId, PersonStore.Together>> one =
                active.size() == 1 ? active.entrySet().stream().findFirst() : Optional.empty();
        Optional<String> externalId = one.flatMap(
                found -> Optional.ofNullable(found.getValue().identities().get(found.getKey()))
                        .map(PersonStore.Identity::externalId));
        return passwords.accept(externalId, password)
                ? one.map(found -> found.getValue().person())
                : Optional.empty();
    }

    /** The active people whom a source states with exactly this value of an attribute. */
    public List<Person> having(SourceId source, String attribute, String value) {
        return people(transactions.inOne(() -> people.having(source.value(), attribute, value))).values().stream()
                .filter(Person::isActivePerson)
                .distinct()
                .toList();
    }

    /**
     * Reads a source completely and takes it over, unless its limits stop that; never takes over a part. Of a source that
     * is pushed to there is nothing to read.
     */
    public SourceOutcome refresh(SourceId id, Caller caller) {
        return switch (source(id)) {
            case ReadSource read -> refresh(read, Changes.NONE, caller);
            case PushSource pushed -> transactions.inOne(() -> pushes.standing(pushed.id()));
        };
    }

    private SourceOutcome refresh(ReadSource source, Changes told, Caller caller) {
        SourceId id = source.id();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Instant started = clock.now();
            SourceReading reading;
            try {
                reading = source.read().naming(told.deleted());
            } catch (SourceException failure) {
                return failed(id, failure, caller);
            }
            Optional<SourceOutcome> outcome = transactions.inOne(
                    () -> takeOver.take(source, reading, started, told.cookie(), privileged(id), caller.actor()));
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new IllegalStateException("source " + id + " is refreshed by many at once; let one of them do it");
    }

    /** Whether a source tells of its changes, so that it is to be watched and not only read. */
    public boolean tells(SourceId id) {
        return switch (source(id)) {
            case ReadSource read -> read.changes().isPresent();
            case PushSource pushed -> true;
        };
    }

    /**
     * Keeps up with a source that tells of its changes: reads what they touch at once, and everything as often as it is to
     * be read. One process at a time does that for a source. What was pushed, to whichever process, is noticed at once.
     *
     * @param done how each read ended
     * @param stop ends it
     */
    public void watch(SourceId id, Caller caller, Consumer<SourceOutcome> done, StopSignal stop) {
        switch (source(id)) {
            case ReadSource source -> {
                ChangeSource changes = source.changes()
                        .orElseThrow(
                                () -> new IllegalArgumentException("source " + id + " does not tell of its changes"));
                new SourceWatch(source, changes, new Watching(source, changes, caller), done, stop).run();
            }
            case PushSource pushed ->
                new PushWatch(
                                () -> transactions.inOne(store::revision),
                                () -> done.accept(transactions.inOne(() -> pushes.standing(id))),
                                stop)
                        .run();
        }
    }

    /** What a watch does, each in a transaction of its own. */
    private final class Watching implements SourceWatch.Work {
        private final ReadSource source;
        private final ChangeSource changes;
        private final Caller caller;

        Watching(ReadSource source, ChangeSource changes, Caller caller) {
            this.source = source;
            this.changes = changes;
            this.caller = caller;
        }

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public @Nullable String cookie() {
            return transactions.inOne(() -> quarantine.cookie(source.id())).orElse(null);
        }

        @Override
        public boolean telling(@Nullable SourceException unable) {
            String why = unable == null ? null : unable.sentence();
            return transactions.inOne(() -> quarantine.untold(source.id(), why, clock.now()));
        }

        @Override
        public SourceOutcome whole(Changes told) {
            return refresh(source, told, caller);
        }

        @Override
        public Optional<SourceOutcome> part(Changes told) {
            Instant started = clock.now();
            return changes.read(told.all())
                    .flatMap(part -> transactions.inOne(() ->
                            takeOver.takePart(source, part, told, started, privileged(source.id()), caller.actor())));
        }
    }

    private SourceOutcome failed(SourceId id, SourceException failure, Caller caller) {
        transactions.inOne(() -> {
            quarantine.attempted(id, clock.now());
            quarantine.failed(id, failure);
            return ledger.append(SourceEvents.failed(id, failure, caller.actor()));
        });
        return new SourceOutcome.Failed(id, failure.code().code(), failure.sentence());
    }

    /** Those of one source, by external id. */
    private Map<String, Limit> privileged(SourceId source) {
        String prefix = DirectoryStore.groupId(source, "").value();
        return privileged.inForce().entrySet().stream()
                .filter(group -> group.getKey().value().startsWith(prefix))
                .collect(Collectors.toMap(
                        group -> group.getKey().value().substring(prefix.length()), Map.Entry::getValue));
    }

    /**
     * Lets exactly the difference that waits pass once within 24 h, when the source is read or pushes it again. A refusal is on the ledger
     * too.
     *
     * @throws Caller.NotPermitted when the caller may not approve, or is no person
     * @throws IllegalArgumentException when the reason is missing, no such difference waits, or the caller would gain by it
     */
    public void release(Caller caller, SourceId id, String hash, String reason) {
        source(id);
        try {
            requireSense(hash, reason);
            transactions.inOne(() -> {
                Caller decider = standing.now(caller);
                decider.require(Permission.SOURCES_RELEASE);
                Instant now = clock.now();
                Optional<Set<UUID>> gains = quarantine.gains(id, hash);
                if (gains.isEmpty()
                        || !quarantine.release(
                                id, hash, caller.name(), reason.strip(), now.minus(TakeOver.RELEASE_HOLDS), now)) {
                    throw new IllegalArgumentException("source " + id + " has no difference " + hash
                            + " that waits to be released; see mandate source check " + id);
                }
                requireNoGain(decider, gains.get());
                return ledger.append(SourceEvents.released(id, hash, reason.strip(), caller.actor()));
            });
        } catch (Caller.NotPermitted | IllegalArgumentException refused) {
            ledger.appendAlone(SourceEvents.notReleased(id, caller.actor()));
            throw refused;
        }
    }

    /** Whoever is, or ever was, one with somebody who gains, is asked to leave it to others; in the release's transaction. */
    private void requireNoGain(Caller caller, Set<UUID> gains) {
        boolean own = links.ever(caller.identities()).stream()
                .map(SubjectId::value)
                .anyMatch(gains.stream().map(UUID::toString).collect(Collectors.toSet())::contains);
        if (own) {
            throw new IllegalArgumentException("nobody releases what they gain by: ask somebody else");
        }
    }

    private static void requireSense(String hash, String reason) {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException(Shown.quote(hash)
                    + " names no difference; it is 64 of 0-9 and a-f, as mandate source check shows it");
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a reason is needed: it is what an auditor reads");
        }
    }

    /** Reads a source and shows what was found and what taking it over would do; nothing is stored. */
    public SourceCheck check(SourceId id) {
        return switch (source(id)) {
            case ReadSource read -> check(read);
            case PushSource pushed -> check(pushed);
        };
    }

    /** What was pushed is all that can be known of it. */
    private SourceCheck check(PushSource source) {
        SourceId id = source.id();
        Instant started = clock.now();
        return transactions.inOne(() -> {
            SourceStanding standing = standing(id);
            SourceReading pushed = stored.all(id).reading(id);
            return SourceCheck.of(source, pushed, standing, Duration.between(started, clock.now()));
        });
    }

    private SourceCheck check(ReadSource source) {
        SourceId id = source.id();
        Instant started = clock.now();
        SourceReading reading = source.read();
        Duration took = Duration.between(started, clock.now());
        return transactions.inOne(() -> {
            KnownSource known = stored.all(id);
            SourceDiff diff = SourceDiff.between(known, reading);
            var guards = new SourceGuards(source.limits(), store.recent(id, clock.now()), privileged(id));
            return SourceCheck.of(
                    source,
                    known.after(reading),
                    diff,
                    guards.check(known, reading, diff),
                    standing(id).untold(),
                    took);
        });
    }

    private SourceStanding standing(SourceId id) {
        return quarantine.standings().stream()
                .filter(one -> one.source().equals(id))
                .findFirst()
                .orElseGet(() -> SourceStanding.never(id));
    }

    /** How the last reads of every source ended; also of sources that are stored and no longer configured. */
    public List<SourceStanding> standings() {
        Map<SourceId, SourceStanding> known = transactions.inOne(quarantine::standings).stream()
                .collect(Collectors.toMap(SourceStanding::source, Function.identity(), (a, b) -> a, TreeMap::new));
        sources.keySet().forEach(id -> known.putIfAbsent(id, SourceStanding.never(id)));
        return List.copyOf(known.values());
    }

    /** Why what is stored of a source is not taken at its word; sources in no doubt are left out. */
    public Map<SourceId, Set<Doubt>> doubts() {
        return transactions.inOne(() -> {
            Instant now = clock.now();
            Map<SourceId, Set<Doubt>> doubts = new TreeMap<>();
            standings().forEach(standing -> {
                boolean pushed = sources.get(standing.source()) instanceof PushSource;
                doubts.put(standing.source(), standing.doubts(pushed, staleAfter(standing), now));
            });
            doubts.values().removeIf(Set::isEmpty);
            return doubts;
        });
    }

    /** Sources whose last accepted reading is older than they allow, or that have none. */
    public List<SourceId> stale() {
        return doubts().entrySet().stream()
                .filter(source -> source.getValue().contains(Doubt.STALE))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Duration staleAfter(SourceStanding standing) {
        Source source = sources.get(standing.source());
        return (source == null ? SourceLimits.DEFAULT : source.limits()).staleAfter();
    }

    /** By subject: the sources that state it and its groups. */
    public Map<SubjectId, Set<SourceId>> sourcesOf(Collection<SubjectId> subjects) {
        return transactions.inOne(() -> people.sourcesOf(subjects));
    }

    /** Subjects taken for left only because complete reads no longer show them. */
    public Set<SubjectId> missing() {
        return transactions.inOne(() -> {
            Map<SubjectId, SubjectId> linked = links.inForce();
            Set<SubjectId> linkedTo = Set.copyOf(linked.values());
            Set<SubjectId> missing = new HashSet<>(people.missing());
            Set<SubjectId> several = new HashSet<>(missing);
            several.removeIf(id -> !linked.containsKey(id) && !linkedTo.contains(id));
            missing.removeAll(several);
            together(several).values().stream()
                    .filter(PersonStore.Together::onlyMissing)
                    .forEach(together -> missing.add(together.whole().id()));
            return missing;
        });
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
