package dev.mandate.model.state;

import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * From policy, directory and dated rows to what should be: pure, the same answer for the same snapshot. What all
 * deployments share is worked out once; each deployment is then resolved by itself, so that a fleet is never in memory.
 * Safe for use by several threads.
 */
public final class Resolver {
    private final AccessSnapshot snapshot;
    private final Numbering<SubjectId> subjects;
    private final List<Subject> people;
    private final GroupHierarchy groups;
    private final RoleHierarchy roles;
    private final Entries entries;
    private final Profiles profiles;
    private final ConstraintDecisions constraints;
    private final SourceGraph graph;
    private final Map<AccountPattern, AccountNames> names = new ConcurrentHashMap<>();

    private Resolver(AccessSnapshot snapshot) {
        this.snapshot = snapshot;
        subjects = new Numbering<>(snapshot.directory().subjects().values().stream()
                .map(Subject::id)
                .toList());
        people = snapshot.directory().subjects().values().stream()
                .sorted(Comparator.comparing(Subject::id))
                .toList();
        groups = new GroupHierarchy(snapshot.directory(), subjects);
        roles = new RoleHierarchy(snapshot.policy().policy().roles());
        entries = new Entries(snapshot, subjects, groups, roles);
        profiles = new Profiles(subjects.size(), groups, entries);
        constraints = new ConstraintDecisions(snapshot, subjects, profiles, roles);
        graph = new SourceGraph(
                subjects, groups, entries, roles, snapshot.policy().policy().appRoles());
    }

    /**
     * Works out what all deployments share.
     *
     * @throws IllegalArgumentException where a role includes one that is not defined
     */
    public static Resolver of(AccessSnapshot snapshot) {
        return new Resolver(snapshot);
    }

    /** What should be in one deployment. */
    public DesiredState desired(DeploymentContext context) {
        return new DeploymentResolution(this, context, new DeploymentAccess(this, context)).full();
    }

    /**
     * The part of {@link #desired(DeploymentContext)} that is about these subjects and their accounts: equal to it, but
     * without what AppRoles hold and without Holds on the accounts of others. Names of AppRoles and findings
     * about the deployment stay.
     */
    public DesiredState desired(DeploymentContext context, Set<SubjectId> only) {
        Set<SubjectId> whole = only.stream().map(this::whoIs).collect(Collectors.toUnmodifiableSet());
        return new DeploymentResolution(this, context, new DeploymentAccess(this, context)).of(whole);
    }

    /** How a subject comes to have an entitlement in a deployment, or why it does not. */
    public Why why(SubjectId subject, DeploymentContext context, Entitlement entitlement) {
        return new WhyQuery(this, context, whoIs(subject), entitlement).answer();
    }

    /**
     * What to keep with each of these grants once it is read back on the target, so that the cause of its ending can be
     * told later; grants of AppRoles and grants that are not desired have no such record.
     */
    public Map<Grant, Given> given(DeploymentContext context, DesiredState desired, Set<Grant> keys) {
        return new GivenRecords(this, context, desired).of(keys);
    }

    /**
     * The roles that an active subject is authorised for on some deployment, inherited ones included, without those
     * that a constraint withholds. Holds are not looked at: they differ between deployments.
     */
    public SortedSet<RoleId> rolesOf(SubjectId subject) {
        int number = subjects.of(whoIs(subject));
        if (number == Numbering.NONE || !subject(number).state().mayHold()) {
            return Collections.emptySortedSet();
        }
        var named = new BitSet();
        for (int gift : profiles.gifts(profiles.ofSubject(number))) {
            if (!profiles.gifts().get(gift).frozen()) {
                named.set(profiles.gifts().get(gift).role());
            }
        }
        var found = new TreeSet<RoleId>();
        roles.reach(named, constraints.withheld(number)).stream().forEach(role -> found.add(roles.id(role)));
        return found;
    }

    /** Everybody who is authorised for more than a constraint allows. */
    public List<ConstraintViolation> violations() {
        return constraints.violations();
    }

    /** The nodes that the sources of grants name. */
    public SourceGraph graph() {
        return graph;
    }

    /** The id under which somebody is known here, by that of any of their identities. */
    private SubjectId whoIs(SubjectId identity) {
        return snapshot.directory().whoIs(identity);
    }

    AccessSnapshot snapshot() {
        return snapshot;
    }

    Revisions revisions() {
        return new Revisions(
                snapshot.policy().number(),
                snapshot.accessRevision(),
                snapshot.directory().revision());
    }

    Numbering<SubjectId> subjects() {
        return subjects;
    }

    Subject subject(int number) {
        return people.get(number);
    }

    GroupHierarchy groups() {
        return groups;
    }

    RoleHierarchy roles() {
        return roles;
    }

    Entries entries() {
        return entries;
    }

    Profiles profiles() {
        return profiles;
    }

    ConstraintDecisions constraints() {
        return constraints;
    }

    AccountNames names(AccountPattern pattern) {
        return names.computeIfAbsent(pattern, key -> new AccountNames(key, snapshot.directory(), subjects));
    }

    /** Whether a subject is in a group, directly or through others. */
    boolean isMember(SubjectId subject, GroupId group) {
        int number = subjects.of(subject);
        int wanted = groups.of(group);
        if (number == Numbering.NONE || wanted == Numbering.NONE) {
            return false;
        }
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        for (int direct : groups.ofSubject(number)) {
            open.add(direct);
        }
        while (!open.isEmpty() && !seen.get(wanted)) {
            int here = open.pop();
            if (!seen.get(here)) {
                seen.set(here);
                for (int parent : groups.parents(here)) {
                    open.add(parent);
                }
            }
        }
        return seen.get(wanted);
    }
}
