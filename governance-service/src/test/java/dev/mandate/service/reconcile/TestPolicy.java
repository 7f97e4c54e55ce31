package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A policy that a test changes step by step; each {@link #publish} is the next version. */
public final class TestPolicy {
    public static final ApplicationName SCRIPTED = ApplicationName.of("scripted");
    public static final Modes GOVERN = new Modes(Mode.ADDITIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE);
    public static final Modes ADD = new Modes(Mode.ADDITIVE, Mode.ADDITIVE, Mode.ADDITIVE);

    private final Map<DeploymentId, Deployment> deployments = new TreeMap<>();
    private final Map<String, AppRoleDefinition> appRoles = new TreeMap<>();
    private final Map<RoleId, Role> roles = new TreeMap<>();
    private final Map<String, Mapping> mappings = new TreeMap<>();
    private final List<WrittenAssignment> assignments = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private GuardLimits guards = GuardLimits.DEFAULT;
    private long published;

    public TestPolicy deployment(String id, Modes modes) {
        return deployment(id, modes, false);
    }

    public TestPolicy deployment(String id, Modes modes, boolean trustNames) {
        return deployment(id, modes, trustNames, "here");
    }

    public TestPolicy deployment(String id, Modes modes, String wave) {
        return deployment(id, modes, false, "here", Map.of("env", id, "wave", wave));
    }

    public TestPolicy deployment(String id, Modes modes, boolean trustNames, String host) {
        return deployment(id, modes, trustNames, host, Map.of("env", id));
    }

    public TestPolicy labels(String id, Modes modes, Map<String, String> labels) {
        return deployment(id, modes, false, "here", labels);
    }

    private TestPolicy deployment(String id, Modes modes, boolean trustNames, String host, Map<String, String> labels) {
        var made = new Deployment(
                DeploymentId.of(id),
                SCRIPTED,
                null,
                new TreeMap<>(labels),
                new TreeMap<>(Map.of("host", host)),
                Deployment.LOCAL_AGENT,
                modes,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                trustNames);
        deployments.put(made.id(), made);
        return this;
    }

    /** Mandate itself. */
    public TestPolicy mandate() {
        deployments.put(
                MandateItself.ID,
                new Deployment(
                        MandateItself.ID,
                        MandateItself.APPLICATION,
                        null,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        Deployment.LOCAL_AGENT,
                        new Modes(Mode.ADDITIVE, Mode.OBSERVE, Mode.AUTHORITATIVE),
                        AccountPattern.USERNAME,
                        SignIn.EXTERNAL,
                        null,
                        false));
        return this;
    }

    /** A role that gives offices in Mandate itself. */
    public TestPolicy office(String id, String... gives) {
        var itself = new Selector(Set.of(MandateItself.APPLICATION), Set.of(), new TreeMap<>());
        roles.put(
                RoleId.of(id),
                new Role(
                        RoleId.of(id),
                        "a role of tests",
                        null,
                        Risk.STANDARD,
                        Set.of(),
                        List.of(new Clause(itself, entitlements(gives)))));
        return this;
    }

    Deployment deployment(DeploymentId id) {
        return java.util.Objects.requireNonNull(deployments.get(id));
    }

    public TestPolicy without(DeploymentId deployment) {
        deployments.remove(deployment);
        return this;
    }

    public TestPolicy appRole(String name, String... gives) {
        appRoles.put(
                name, new AppRoleDefinition(Selector.ALL, AppRoleName.of(name), entitlements(gives), false, false));
        return this;
    }

    public TestPolicy withoutAppRole(String name) {
        appRoles.remove(name);
        return this;
    }

    public TestPolicy role(String id, Risk risk, String... gives) {
        roles.put(
                RoleId.of(id),
                new Role(
                        RoleId.of(id),
                        "a role of tests",
                        null,
                        risk,
                        Set.of(),
                        List.of(new Clause(Selector.ALL, entitlements(gives)))));
        return this;
    }

    public TestPolicy mapping(String group, String role) {
        return mapping(group, role, null);
    }

    /** Only where a label has this value. */
    public TestPolicy mapping(String group, String role, String label, String value) {
        var where = new Selector(Set.of(), Set.of(), new TreeMap<>(Map.of(label, Set.of(value))));
        return mapping(group, role, where, null);
    }

    public TestPolicy mapping(String group, String role, @Nullable Instant until) {
        return mapping(group, role, Selector.ALL, until);
    }

    private TestPolicy mapping(String group, String role, Selector where, @Nullable Instant until) {
        mappings.put(
                group + " " + role,
                new Mapping(
                        new GroupRef(SourceId.of("corp"), group, false),
                        RoleId.of(role),
                        where,
                        new Validity(null, until),
                        "TEST-1"));
        return this;
    }

    public TestPolicy withoutMapping(String group, String role) {
        mappings.remove(group + " " + role);
        return this;
    }

    /** As somebody would write it in the folder. */
    TestPolicy assignment(String username, String role) {
        assignments.add(new WrittenAssignment(
                new SubjectRef(SourceId.of("corp"), username),
                RoleId.of(role),
                Selector.ALL,
                new Validity(null, null),
                "TEST-2"));
        return this;
    }

    public TestPolicy constraint(Constraint constraint) {
        constraints.add(constraint);
        return this;
    }

    public TestPolicy guards(GuardLimits limits) {
        guards = limits;
        return this;
    }

    /** The next version, its groups pinned to what the directory says now. */
    public PolicyVersion publish(Directory directory) {
        published++;
        var policy = new Policy(
                List.copyOf(deployments.values()),
                List.copyOf(appRoles.values()),
                List.copyOf(roles.values()),
                List.copyOf(mappings.values()),
                List.copyOf(assignments),
                constraints,
                guards,
                ZoneOffset.UTC);
        Map<GroupRef, GroupId> pins = new HashMap<>();
        for (Mapping mapping : policy.mappings()) {
            directory.groups().values().stream()
                    .filter(group -> group.name().equals(mapping.group().name()))
                    .map(Group::id)
                    .forEach(id -> pins.put(mapping.group(), id));
        }
        return new PolicyVersion(published, "0".repeat(64), policy, new Pins(pins, Map.of(), Set.of()));
    }

    private static List<Entitlement> entitlements(String... texts) {
        return Arrays.stream(texts).map(EntitlementText::parse).toList();
    }
}
