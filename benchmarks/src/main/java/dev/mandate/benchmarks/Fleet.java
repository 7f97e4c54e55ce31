package dev.mandate.benchmarks;

import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A company at the sizes the service promises to hold, from a seed. */
record Fleet(int people, int groups, int roles, int deployments) {
    static final int NESTING = 5;
    private static final SourceId SOURCE = SourceId.of("corp");
    private static final ApplicationName APPLICATION = ApplicationName.of("warehouse");
    private static final int GROUPS_OF_A_PERSON = 5;
    private static final int DEPLOYMENTS_OF_A_ROLE = 2;

    /**
     * Groups stand in {@link #NESTING} layers, each inside a group of the layer above; people are in groups of the
     * lowest layer. Every group is mapped to one role; a role gives two entitlements on each of some deployments and one
     * in ten includes another.
     */
    AccessSnapshot snapshot(long seed) {
        var random = new SplittableRandom(seed);
        List<Role> roles = roles(random);
        var policy = new Policy(
                IntStream.range(0, deployments).mapToObj(Fleet::deployment).toList(),
                List.of(),
                roles,
                IntStream.range(0, groups)
                        .mapToObj(i -> new Mapping(
                                ref(i),
                                roles.get(random.nextInt(roles.size())).id(),
                                Selector.ALL,
                                Validity.ALWAYS,
                                ""))
                        .toList(),
                List.of(),
                List.of(),
                GuardLimits.DEFAULT,
                ZoneOffset.UTC);
        var pins = new HashMap<GroupRef, GroupId>();
        IntStream.range(0, groups).forEach(i -> pins.put(ref(i), group(i)));
        return new AccessSnapshot(
                directory(random),
                new PolicyVersion(1, "", policy, new Pins(pins, Map.of(), Set.of())),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                0,
                Instant.EPOCH);
    }

    private List<Role> roles(SplittableRandom random) {
        var made = new ArrayList<Role>();
        for (int role = 0; role < roles; role++) {
            var clauses = new ArrayList<Clause>();
            for (int i = 0; i < DEPLOYMENTS_OF_A_ROLE; i++) {
                var where = new Selector(Set.of(), Set.of(deploymentId(random.nextInt(deployments))), new TreeMap<>());
                clauses.add(new Clause(
                        where,
                        List.of(
                                Entitlement.of("role", "reader-" + role % 200, null),
                                Entitlement.of("table", "curated.t" + role, "SELECT"))));
            }
            Set<RoleId> includes =
                    role > 0 && random.nextInt(10) == 0 ? Set.of(roleId(random.nextInt(role))) : Set.of();
            made.add(new Role(roleId(role), "", null, Risk.STANDARD, includes, clauses));
        }
        return made;
    }

    private Directory directory(SplittableRandom random) {
        int layer = groups / NESTING;
        List<Set<SubjectId>> members = sets(groups);
        List<Set<GroupId>> inner = sets(groups);
        for (int group = layer; group < groups; group++) {
            int above = (group / layer - 1) * layer;
            inner.get(above + random.nextInt(layer)).add(group(group));
        }
        var subjects = new HashMap<SubjectId, Subject>();
        for (int person = 0; person < people; person++) {
            SubjectId id = SubjectId.of("person-" + person);
            var attributes = Map.of(Subject.USERNAME, "User" + person);
            subjects.put(id, new Subject(id, SubjectState.ACTIVE, 1, attributes));
            for (int i = 0; i < GROUPS_OF_A_PERSON; i++) {
                members.get(groups - layer + random.nextInt(layer)).add(id);
            }
        }
        var all = new HashMap<GroupId, Group>();
        for (int group = 0; group < groups; group++) {
            all.put(group(group), new Group(group(group), SOURCE, "g" + group, members.get(group), inner.get(group)));
        }
        return new Directory(1, subjects, all);
    }

    private static <T> List<Set<T>> sets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (Set<T>) new HashSet<T>())
                .toList();
    }

    static Deployment deployment(int number) {
        return new Deployment(
                deploymentId(number),
                APPLICATION,
                null,
                new TreeMap<>(Map.of("env", number % 2 == 0 ? "prod" : "test")),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.of("{username|lower}"),
                SignIn.EXTERNAL,
                null,
                false);
    }

    static Vocabulary vocabulary() {
        var kinds = new TreeMap<String, Vocabulary.Kind>();
        kinds.put("role", kind("role", Facet.MEMBERSHIPS, List.of()));
        kinds.put("table", kind("table", Facet.ROLE_CONTENT, List.of("SELECT")));
        return new Vocabulary(APPLICATION, Release.of("1"), kinds, List.of(), Set.of(), List.of());
    }

    private static Vocabulary.Kind kind(String name, Facet facet, List<String> actions) {
        return new Vocabulary.Kind(name, facet, actions, true, Direction.WIDENS, Risk.STANDARD, Map.of(), Set.of());
    }

    private static DeploymentId deploymentId(int number) {
        return DeploymentId.of("warehouse-" + number);
    }

    private static RoleId roleId(int number) {
        return RoleId.of("role-" + number);
    }

    private static GroupId group(int number) {
        return GroupId.of("group-" + number);
    }

    private static GroupRef ref(int number) {
        return new GroupRef(SOURCE, "g" + number, false);
    }
}
