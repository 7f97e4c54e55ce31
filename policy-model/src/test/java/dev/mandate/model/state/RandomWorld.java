package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.AssignmentId;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.Waiver;
import dev.mandate.model.cases.TestVocabularies;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small world from a seed, with every trap the model has, so that brute force can check the resolver. */
final class RandomWorld {
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final SourceId SOURCE = SourceId.of("corp");
    private static final List<String> TEXTS = List.of(
            "role:x",
            "role:y",
            "role:z",
            "table:a SELECT",
            "table:b SELECT",
            "table:ab SELECT",
            "table:a* SELECT",
            "table:*b SELECT",
            "table:* INSERT",
            "table:a INSERT",
            "table:b SELECT;effect=deny");

    private final SplittableRandom random;
    private final boolean cycles;
    private final List<SubjectId> subjects;
    private final List<GroupId> groups;
    private final List<RoleId> roles;
    private final List<Deployment> deployments;

    RandomWorld(long seed, boolean cycles) {
        this.random = new SplittableRandom(seed);
        this.cycles = cycles;
        subjects = some(2 + random.nextInt(4), i -> SubjectId.of("s" + i));
        groups = some(random.nextInt(6), i -> GroupId.of("g" + i));
        roles = some(1 + random.nextInt(5), i -> RoleId.of("r" + i));
        deployments = List.of(deployment("one", "till", "prod"), deployment("two", "shop", "test"));
    }

    private static <T> List<T> some(int count, IntFunction<T> made) {
        return IntStream.range(0, count).mapToObj(made).toList();
    }

    private static Deployment deployment(String id, String application, String env) {
        return new Deployment(
                DeploymentId.of(id),
                ApplicationName.of(application),
                null,
                new TreeMap<>(Map.of("env", env)),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.of("{username}"),
                SignIn.EXTERNAL,
                null,
                false);
    }

    /** A world in which constraints and Holds are at work. */
    AccessSnapshot snapshot() {
        return snapshot(true);
    }

    /** Without the two, one that only gives. */
    AccessSnapshot giving() {
        return snapshot(false);
    }

    private AccessSnapshot snapshot(boolean negatives) {
        var policy = new Policy(
                deployments,
                appRoles(),
                some(roles.size(), this::role),
                several(6, i -> new Mapping(ref(pick(groups)), pick(roles), where(), validity(), "")),
                List.of(),
                negatives ? several(2, this::constraint) : List.of(),
                GuardLimits.DEFAULT,
                ZoneOffset.UTC);
        var pins = new Pins(
                groups.stream().collect(Collectors.toMap(RandomWorld::ref, group -> group)), Map.of(), Set.of());
        return new AccessSnapshot(
                directory(),
                new PolicyVersion(1, "", policy, pins),
                several(
                        4,
                        i -> new Assignment(
                                AssignmentId.of("a" + i),
                                pick(subjects),
                                1 + random.nextInt(2),
                                pick(roles),
                                where(),
                                validity(),
                                "")),
                negatives ? several(2, this::hold) : List.of(),
                negatives
                        ? several(1, i -> new Waiver(ConstraintId.of("c0"), pick(subjects), validity(), ""))
                        : List.of(),
                new HashSet<>(several(3, i -> new RoleHolding(pick(subjects), pick(roles)))),
                1,
                NOW);
    }

    /** The deployments, with links and tombstones. */
    List<DeploymentContext> contexts() {
        return deployments.stream().map(this::context).toList();
    }

    private DeploymentContext context(Deployment deployment) {
        var links = new HashMap<SubjectId, AccountName>();
        for (SubjectId subject : subjects) {
            if (random.nextInt(3) == 0) {
                links.put(subject, AccountName.of("u" + random.nextInt(5)));
            }
        }
        Set<AccountName> tombstones = random.nextInt(4) == 0 ? Set.of(AccountName.of("u1")) : Set.of();
        return new DeploymentContext(
                deployment, TestVocabularies.of(deployment.application()), links, tombstones, Map.of(), Set.of());
    }

    private Directory directory() {
        var people = new HashMap<SubjectId, Subject>();
        for (SubjectId id : subjects) {
            SubjectState state = random.nextInt(4) == 0 ? pick(List.of(SubjectState.values())) : SubjectState.ACTIVE;
            int name = random.nextInt(12);
            Map<String, String> attributes = name == 11 ? Map.of() : Map.of(Subject.USERNAME, "u" + name);
            people.put(id, new Subject(id, state, 1, attributes));
        }
        var found = new HashMap<GroupId, Group>();
        for (int i = 0; i < groups.size(); i++) {
            var inner = new HashSet<GroupId>();
            for (int j = 0; j < groups.size(); j++) {
                if (j != i && (cycles || j > i) && random.nextInt(3) == 0) {
                    inner.add(groups.get(j));
                }
            }
            Set<SubjectId> members = new HashSet<>(several(3, k -> pick(subjects)));
            found.put(groups.get(i), new Group(groups.get(i), SOURCE, "n" + i, members, inner));
        }
        return new Directory(1, people, found);
    }

    private List<AppRoleDefinition> appRoles() {
        var found = new ArrayList<AppRoleDefinition>();
        for (String name : List.of("x", "y", "z")) {
            if (random.nextInt(3) > 0) {
                var gives = several(3, i -> entitlement()).stream()
                        .filter(e -> e.memberOf().isEmpty() || e.resource().compareTo(name) > 0)
                        .distinct()
                        .toList();
                found.add(new AppRoleDefinition(Selector.ALL, AppRoleName.of(name), gives, false, false));
            }
        }
        return found;
    }

    private Role role(int i) {
        var includes = new HashSet<RoleId>();
        for (int j = i + 1; j < roles.size(); j++) {
            if (random.nextInt(3) == 0) {
                includes.add(roles.get(j));
            }
        }
        List<Clause> clauses = several(3, k -> new Clause(where(), several(2, l -> entitlement())));
        return new Role(roles.get(i), "", null, Risk.STANDARD, includes, clauses);
    }

    private Constraint constraint(int i) {
        Set<RoleId> parts = new HashSet<>(several(4, k -> pick(roles)));
        parts.add(RoleId.of("never-a"));
        parts.add(RoleId.of("never-b"));
        var effect = random.nextInt(4) == 0 ? Constraint.Enforcement.WARN : Constraint.Enforcement.ENFORCE;
        return new Constraint(ConstraintId.of("c" + i), parts, 1 + random.nextInt(parts.size() - 1), effect);
    }

    private Hold hold(int i) {
        Hold.Party who = random.nextInt(3) > 0
                ? new Hold.Party.OfSubject(pick(subjects))
                : new Hold.Party.OfPrincipal(
                        pick(deployments).id(),
                        random.nextBoolean()
                                ? new Principal.Account(AccountName.of("u" + random.nextInt(5)))
                                : new Principal.AppRole(AppRoleName.of("x")));
        Hold.Access what = switch (random.nextInt(3)) {
            case 0 -> new Hold.Access.Everything();
            case 1 -> new Hold.Access.OfRole(pick(roles));
            default -> new Hold.Access.OfEntitlement(entitlement());
        };
        Instant until = random.nextInt(4) == 0 ? NOW : null;
        return new Hold(HoldId.of("h" + i), who, what, where(), "", "", until);
    }

    private Entitlement entitlement() {
        return EntitlementText.parse(pick(TEXTS));
    }

    private Selector where() {
        return switch (random.nextInt(5)) {
            case 0 -> new Selector(Set.of(ApplicationName.of("till")), Set.of(), new TreeMap<>());
            case 1 -> new Selector(Set.of(), Set.of(DeploymentId.of("two")), new TreeMap<>());
            case 2 -> new Selector(Set.of(), Set.of(), new TreeMap<>(Map.of("env", Set.of("prod", "dev"))));
            default -> Selector.ALL;
        };
    }

    private Validity validity() {
        return switch (random.nextInt(6)) {
            case 0 -> new Validity(null, NOW);
            case 1 -> new Validity(NOW, null);
            case 2 -> new Validity(NOW.plusSeconds(1), null);
            default -> Validity.ALWAYS;
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> several(int most, IntFunction<T> made) {
        boolean impossible = groups.isEmpty() && most == 6;
        return impossible ? List.of() : some(random.nextInt(most + 1), made);
    }

    static GroupRef ref(GroupId group) {
        return new GroupRef(SOURCE, group.value(), true);
    }
}
