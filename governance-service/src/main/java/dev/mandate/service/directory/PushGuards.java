package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Membership.Changed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What a push must not do unseen. Whom it names is positive evidence and counts against no limit; whom a replaced list
 * leaves out counts against {@code max-shrink} of that group. A privileged group never loses its last holder and never
 * gains more than its limit within 24 h, whoever is named, and however it is nested.
 */
@Component
class PushGuards {
    private final DirectoryStore store;
    private final MemberStore members;
    private final PushStore pushes;
    private final QuarantineStore quarantine;
    private final PrivilegedGroups privileged;

    PushGuards(
            DirectoryStore store,
            MemberStore members,
            PushStore pushes,
            QuarantineStore quarantine,
            PrivilegedGroups privileged) {
        this.store = store;
        this.members = members;
        this.pushes = pushes;
        this.quarantine = quarantine;
        this.privileged = privileged;
    }

    /** What a change would do to one privileged group. */
    private record Watched(GroupId group, Limit limit, long holders, Set<UUID> already) {}

    /**
     * Makes a change of a group's members and judges it.
     *
     * @param gaining people and groups that may become members
     * @param byAbsence whether whoever loses is named nowhere
     * @throws PushRefused where it must not be; the transaction must not commit then
     */
    Changed judged(
            PushSource source,
            GroupId group,
            Membership.Members gaining,
            boolean byAbsence,
            Instant now,
            Supplier<Changed> change) {
        Map<GroupId, Limit> watched = watched(List.of(group));
        if (watched.isEmpty() && !byAbsence) {
            return change.get();
        }
        Set<GroupId> locked = new HashSet<>(watched.keySet());
        locked.add(group);
        pushes.lock(locked);
        Set<UUID> newcomers = newcomers(source.id(), gaining, watched);
        List<Watched> before = before(watched, newcomers);
        long whole = byAbsence ? members.holders(group) : 0;
        Changed changed = change.get();
        if (changed.isNothing()) {
            return changed;
        }
        Set<UUID> arrived = arrived(source.id(), changed, newcomers);
        Map<String, SourceGuards.Recent> recent = store.recent(source.id(), now);
        Map<String, SourceGuards.Recent> counted = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        if (byAbsence) {
            long lost = (long) members.mayHold(changed.lost().people()).size()
                    + members.everybodyInside(
                                    groupIds(source.id(), changed.lost().groups()))
                            .size();
            shrink(source, group, whole, lost, recent, counted, findings);
        }
        for (Watched one : before) {
            judge(one, arrived, changed, recent, counted, findings);
        }
        conclude(source.id(), group, changed, counted, findings, now);
        return changed;
    }

    /**
     * Judges that somebody who may hold nothing may again.
     *
     * @throws PushRefused where a privileged group would gain more than it may
     */
    void judgeReturn(PushSource source, UUID person, Instant now) {
        Set<GroupId> groups = members.groupsOf(person);
        Map<GroupId, Limit> watched = watched(groups);
        if (watched.isEmpty()) {
            return;
        }
        pushes.lock(watched.keySet());
        Map<String, SourceGuards.Recent> recent = store.recent(source.id(), now);
        Map<String, SourceGuards.Recent> counted = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        var changed = new Changed(new Membership.Members(Set.of(person), Set.of()), Membership.Members.NONE);
        for (Watched one : before(watched, Set.of())) {
            judge(one, Set.of(person), changed, recent, counted, findings);
        }
        GroupId first = watched.keySet().stream().sorted().toList().getFirst();
        conclude(source.id(), first, changed, counted, findings, now);
    }

    /**
     * Judges that somebody is of another kind now, as {@link SourceGuards} does for a reading.
     *
     * @param gains who gains by it
     * @throws PushRefused unless it was released
     */
    void judgeTurn(PushSource source, SourceDiff.Replaced one, Set<UUID> gains, Instant now) {
        String about = one.before().id().toString();
        String hash = Sha256.digest(CanonicalJson.bytes(JsonValue.object(Map.of(
                        "subject", JsonValue.text(about),
                        "tenure", JsonValue.number(one.tenure()),
                        "kind", JsonValue.text(one.now().nature().kind().word()),
                        "owner",
                                JsonValue.text(Objects.requireNonNullElse(
                                        one.now().nature().owner(), ""))))))
                .hex();
        if (!quarantine.released(source.id(), hash, gains, now.minus(TakeOver.RELEASE_HOLDS))) {
            throw new PushRefused(about, hash, List.of(SourceGuards.turned(one, "")), gains);
        }
        quarantine.clear(source.id(), about);
    }

    /** Whether more is to be looked at than whom a push names. */
    boolean isWatched(GroupId group) {
        return !watched(List.of(group)).isEmpty();
    }

    private Map<GroupId, Limit> watched(Collection<GroupId> groups) {
        Map<GroupId, Limit> inForce = privileged.inForce();
        if (inForce.isEmpty() || groups.isEmpty()) {
            return Map.of();
        }
        Map<GroupId, Limit> watched = new TreeMap<>(inForce);
        watched.keySet().retainAll(members.above(groups));
        return watched;
    }

    private Set<UUID> newcomers(SourceId source, Membership.Members gaining, Map<GroupId, Limit> watched) {
        return watched.isEmpty() ? Set.of() : holders(source, gaining);
    }

    private Set<UUID> holders(SourceId source, Membership.Members all) {
        Set<UUID> people = new HashSet<>(members.mayHold(all.people()));
        if (!all.groups().isEmpty()) {
            people.addAll(members.everybodyInside(groupIds(source, all.groups())));
        }
        return people;
    }

    private List<Watched> before(Map<GroupId, Limit> watched, Set<UUID> newcomers) {
        return watched.entrySet().stream()
                .map(one -> new Watched(
                        one.getKey(),
                        one.getValue(),
                        members.holdersInside(one.getKey()),
                        newcomers.isEmpty() ? Set.of() : members.inside(one.getKey(), newcomers)))
                .toList();
    }

    /** Of the newcomers those who really are new members. */
    private Set<UUID> arrived(SourceId source, Changed changed, Set<UUID> newcomers) {
        if (newcomers.isEmpty()) {
            return Set.of();
        }
        Set<UUID> arrived = holders(source, changed.gained());
        arrived.retainAll(newcomers);
        return arrived;
    }

    private static void shrink(
            PushSource source,
            GroupId group,
            long whole,
            long lost,
            Map<String, SourceGuards.Recent> recent,
            Map<String, SourceGuards.Recent> counted,
            List<Finding> findings) {
        if (lost == 0) {
            return;
        }
        String key = SourceGuards.ofGroup(externalId(group));
        long before = recent.getOrDefault(key, SourceGuards.Recent.NONE).lost();
        long allowed = source.limits().maxShrink().allowed(whole);
        counted.put(key, new SourceGuards.Recent(lost, 0));
        if (before + lost > allowed) {
            findings.add(new Finding(
                    FindingCode.SOURCE_SHRUNK,
                    "members of group " + externalId(group),
                    lost + " of " + whole + " members of group " + externalId(group) + " would go without being named"
                            + SourceGuards.sofar(before) + "; allowed are " + allowed));
        }
    }

    private void judge(
            Watched one,
            Set<UUID> arrived,
            Changed changed,
            Map<String, SourceGuards.Recent> recent,
            Map<String, SourceGuards.Recent> counted,
            List<Finding> findings) {
        String name = externalId(one.group());
        long gained = arrived.stream()
                .filter(person -> !one.already().contains(person))
                .count();
        if (gained > 0) {
            String key = SourceGuards.ofPrivileged(name);
            long before = recent.getOrDefault(key, SourceGuards.Recent.NONE).gained();
            long allowed = one.limit().allowed(one.holders());
            counted.put(key, new SourceGuards.Recent(0, gained));
            if (before + gained > allowed) {
                findings.add(new Finding(
                        FindingCode.PRIVILEGED_GROUP,
                        "people in group " + name,
                        gained + " would join the " + one.holders() + " people in group " + name
                                + ", which is privileged" + SourceGuards.sofar(before) + "; allowed are " + allowed));
            }
        }
        if (!changed.lost().isEmpty() && one.holders() > 0 && members.holdersInside(one.group()) == 0) {
            findings.add(new Finding(
                    FindingCode.PRIVILEGED_GROUP,
                    "group " + name,
                    "the privileged group " + name + " would have nobody left"));
        }
    }

    private void conclude(
            SourceId source,
            GroupId group,
            Changed changed,
            Map<String, SourceGuards.Recent> counted,
            List<Finding> findings,
            Instant now) {
        if (findings.isEmpty()) {
            store.forgetCounts(source, now);
            store.count(source, counted, now);
            quarantine.clear(source, group.value());
            return;
        }
        String hash = hash(group, changed);
        Set<UUID> gains = gains(source, changed.gained());
        if (!quarantine.released(source, hash, gains, now.minus(TakeOver.RELEASE_HOLDS))) {
            throw new PushRefused(group.value(), hash, findings, gains);
        }
        // What somebody looked at and released takes nothing from what may change unseen.
        quarantine.clear(source, group.value());
    }

    /** Whoever is named counts, whatever their state is now. */
    private Set<UUID> gains(SourceId source, Membership.Members gained) {
        Set<UUID> gains = new HashSet<>(gained.people());
        gains.addAll(holders(source, gained));
        // Whoever answers for a service gains what it gains.
        gains.addAll(members.owners(gains));
        return gains;
    }

    private static String hash(GroupId group, Changed changed) {
        JsonValue json = JsonValue.object(Map.of(
                "group", JsonValue.text(group.value()),
                "gained", texts(changed.gained()),
                "lost", texts(changed.lost())));
        return Sha256.digest(CanonicalJson.bytes(json)).hex();
    }

    private static JsonValue texts(Membership.Members some) {
        Set<UUID> all = new HashSet<>(some.people());
        all.addAll(some.groups());
        return JsonValue.array(
                all.stream().map(UUID::toString).sorted().map(JsonValue::text).toList());
    }

    private static List<GroupId> groupIds(SourceId source, Set<UUID> ids) {
        return ids.stream().map(id -> PushStore.groupId(source, id)).collect(Collectors.toList());
    }

    private static String externalId(GroupId group) {
        return group.value().substring(group.value().indexOf(':') + 1);
    }
}
