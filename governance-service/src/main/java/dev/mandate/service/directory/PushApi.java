package dev.mandate.service.directory;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.Membership.Changed;
import dev.mandate.service.directory.Membership.Members;
import dev.mandate.service.directory.SourceDiff.Replaced;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

/**
 * People and groups as sources push them, one by one, in the transaction of the caller, who enters them in the ledger.
 * Each is counted, by {@link #count} or {@link #join}, before it ends. Nothing follows from what is not pushed.
 */
@Service
public class PushApi {
    /** How exactly it is known when a source was heard of. */
    private static final Duration HEARD = Duration.ofSeconds(20);

    private final Map<SourceId, Long> heard = new ConcurrentHashMap<>();
    private final Sources sources;
    private final PushStore store;
    private final DirectoryStore people;
    private final KnownStore known;
    private final MemberStore members;
    private final PushGuards guards;
    private final QuarantineStore quarantine;
    private final Linking linking;
    private final Owners owners;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    PushApi(
            Sources sources,
            PushStore store,
            DirectoryStore people,
            KnownStore known,
            MemberStore members,
            PushGuards guards,
            QuarantineStore quarantine,
            Linking linking,
            Owners owners,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.sources = sources;
        this.store = store;
        this.people = people;
        this.known = known;
        this.members = members;
        this.guards = guards;
        this.quarantine = quarantine;
        this.linking = linking;
        this.owners = owners;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The source of this name, if it is pushed to. */
    public Optional<PushSource> source(SourceId id) {
        return sources.byId().get(id) instanceof PushSource pushed ? Optional.of(pushed) : Optional.empty();
    }

    /**
     * Whoever pushes this source showed that they are there; that is what its freshness is measured by.
     *
     * @return now and then true: then it is time to settle what was only counted
     */
    public boolean heard(SourceId source) {
        long now = System.nanoTime();
        Long before = heard.get(source);
        if (before != null) {
            boolean due = now - before >= HEARD.toNanos() && heard.replace(source, before, now);
            return due && note(source);
        }
        // Whoever comes first makes the source's row, which what is pushed refers to: nobody goes on without it.
        synchronized (heard) {
            if (heard.containsKey(source)) {
                return false;
            }
            boolean noted = note(source);
            heard.put(source, now);
            return noted;
        }
    }

    private boolean note(SourceId source) {
        return transactions.apart(() -> {
            store.heard(source, clock.now());
            store.settle();
            return true;
        });
    }

    /** Somebody new, under an id that is never given again, and that is what the source knows them by. */
    public void joined(SourceId source, UUID id, SourcePerson stated, LedgerActor actor) {
        store.addPerson(source, id, stated);
        linking.of(source, LinkStore.id(id), clock.now());
        owners.changed(source, SourceDiff.of(List.of(stated), List.of()), actor);
    }

    /** Where somebody stood, and stands from now on. */
    public record Stood(SubjectState before, SubjectState now) {}

    /** Whether this is what is known of somebody already; then nothing else that was said of them waits any more. */
    public boolean isKnown(SourceId source, SourcePerson stated) {
        KnownPerson before = person(source, stated);
        boolean known = !before.differs(taken(before, stated).now());
        if (known) {
            quarantine.clear(source, stated.externalId());
        }
        return known;
    }

    /**
     * What somebody is from now on.
     *
     * @throws PushRefused where somebody would get back into a privileged group beyond its limit, or would be of another kind
     */
    public Stood changed(PushSource source, SourcePerson stated, LedgerActor actor) {
        Instant now = clock.now();
        Replaced one = taken(person(source.id(), stated), stated);
        SubjectId subject = LinkStore.id(one.before().id());
        if (one.turns()) {
            guards.judgeTurn(source, one, gains(source.id(), one), now);
        } else {
            quarantine.clear(source.id(), stated.externalId());
        }
        people.changePeople(List.of(one));
        if (one.turns()) {
            linking.turned(List.of(subject), actor, now);
        }
        linking.of(source.id(), subject, now);
        owners.changed(source.id(), SourceDiff.of(List.of(), List.of(one)), actor);
        if (one.regains()) {
            guards.judgeReturn(source, one.before().id(), now);
        }
        return new Stood(one.before().state(), one.now().state());
    }

    private KnownPerson person(SourceId source, SourcePerson stated) {
        return known.person(source, stated.externalId())
                .orElseThrow(() -> new IllegalStateException("a user is no subject of the directory"));
    }

    /**
     * What becomes of what is said. Whoever may hold nothing stays of the kind that is stored until they may again: that another kind
     * waits for somebody must not keep a leaver in.
     */
    private static Replaced taken(KnownPerson before, SourcePerson stated) {
        SourcePerson now = stated.with(before.state().next(stated.state()));
        var one = new Replaced(before, now);
        return one.turns() && !now.state().mayHold() ? new Replaced(before, now.with(before.nature())) : one;
    }

    /** Whoever turns, whoever is to answer for them, and with whom a link rule may then make them one. */
    private Set<UUID> gains(SourceId source, Replaced one) {
        Set<UUID> gains = new HashSet<>(linking.alike(source, List.of(one.now())));
        gains.add(one.before().id());
        Optional.ofNullable(one.now().nature().owner())
                .flatMap(owner -> known.person(source, owner))
                .ifPresent(owner -> gains.add(owner.id()));
        return gains;
    }

    /** The source says positively that somebody is no more. */
    public void left(SourceId source, UUID id) {
        store.leaveGroups(id);
        store.endPerson(id);
        quarantine.clear(source, id.toString());
    }

    /** A group that is new, or has this name from now on. */
    public void named(SourceId source, UUID group, String name) {
        store.putGroup(source, group, name);
    }

    /**
     * The source says that a group is no more.
     *
     * @throws PushRefused where it is privileged, or in one that is, and has somebody
     */
    public Changed gone(PushSource source, UUID id) {
        GroupId group = PushStore.groupId(source.id(), id);
        Changed changed = guards.judged(source, group, Members.NONE, false, clock.now(), () -> {
            var lost = new Members(members.keep(group, Set.of()), members.keepGroups(source.id(), group, Set.of()));
            return new Changed(Members.NONE, lost);
        });
        store.leaveGroups(group);
        store.endGroup(group, clock.now());
        return changed;
    }

    /**
     * Changes a group's members.
     *
     * @throws PushRefused where the source's limits stop it
     */
    public Changed members(PushSource source, UUID id, Membership change) {
        GroupId group = PushStore.groupId(source.id(), id);
        return switch (change) {
            case Membership.Add(var people, var groups) ->
                guards.judged(
                        source,
                        group,
                        new Members(people, groups),
                        false,
                        clock.now(),
                        () -> new Changed(added(source.id(), group, people, groups), Members.NONE));
            case Membership.Remove(var people, var groups) ->
                guards.judged(
                        source,
                        group,
                        Members.NONE,
                        false,
                        clock.now(),
                        () -> new Changed(Members.NONE, removed(source.id(), group, people, groups)));
            case Membership.Replace(var people, var groups) ->
                guards.judged(source, group, new Members(people, groups), true, clock.now(), () -> {
                    var lost = new Members(members.keep(group, people), members.keepGroups(source.id(), group, groups));
                    return new Changed(added(source.id(), group, people, groups), lost);
                });
        };
    }

    /**
     * Makes people direct members of a group, if nothing but that is to be decided, and counts it.
     *
     * @return empty where nothing was done, because the group is watched or is none, or some are not people of the
     *     source: then {@link #members} decides
     */
    public Optional<Changed> join(PushSource source, UUID id, Set<UUID> people) {
        return joined(source, id, people, false)
                .map(gained -> new Changed(new Members(gained, Set.of()), Members.NONE));
    }

    /**
     * The same for several requests, each of which names one person and is counted for itself.
     *
     * @return who of them was no member before
     */
    public Optional<Set<UUID>> joinEach(PushSource source, UUID id, Set<UUID> people) {
        return joined(source, id, people, true);
    }

    private Optional<Set<UUID>> joined(PushSource source, UUID id, Set<UUID> people, boolean each) {
        GroupId group = PushStore.groupId(source.id(), id);
        if (people.isEmpty() || guards.isWatched(group)) {
            return Optional.empty();
        }
        MemberStore.Joined joined = members.join(source.id(), group, people, each);
        return joined.possible() ? Optional.of(joined.gained()) : Optional.empty();
    }

    /** Until the transaction ends nobody else changes the group or its members. */
    public void lock(SourceId source, UUID group) {
        store.lock(PushStore.groupId(source, group));
    }

    /** Until the transaction ends nobody ends the group; others may change its members meanwhile. */
    public void hold(SourceId source, UUID group) {
        store.hold(PushStore.groupId(source, group));
    }

    private Members added(SourceId source, GroupId group, Set<UUID> people, Set<UUID> groups) {
        return new Members(
                people.isEmpty() ? Set.of() : members.add(group, people),
                groups.isEmpty() ? Set.of() : members.addGroups(source, group, groups));
    }

    private Members removed(SourceId source, GroupId group, Set<UUID> people, Set<UUID> groups) {
        return new Members(
                people.isEmpty() ? Set.of() : members.remove(group, people),
                groups.isEmpty() ? Set.of() : members.removeGroups(source, group, groups));
    }

    /** Which of these ids are people of the source that have not left, and which are groups of it. */
    public Members known(SourceId source, Set<UUID> ids) {
        Set<UUID> people = members.known(source, ids);
        return new Members(people, people.size() == ids.size() ? Set.of() : members.knownGroups(source, ids));
    }

    /** Counts what was pushed in this transaction; after this it changes nothing in the directory. */
    public void count(SourceId source) {
        store.count(source);
    }

    /** Shows what was refused until somebody releases it, or the group is pushed as it was. */
    public void waits(SourceId source, PushRefused refused, LedgerActor actor) {
        transactions.apart(() -> {
            if (quarantine.put(
                    source, refused.hash(), refused.findings(), refused.gains(), refused.about(), clock.now())) {
                ledger.append(SourceEvents.quarantined(source, refused.hash(), refused.findings(), actor));
            }
            return refused.hash();
        });
    }
}
