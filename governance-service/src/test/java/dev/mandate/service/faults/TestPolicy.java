package dev.mandate.service.faults;

import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Mode;
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
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A policy that is put together part by part, over deployments of an application that exists only in tests. */
final class TestPolicy {
    static final ApplicationName APPLICATION = ApplicationName.of("scripted");
    static final Vocabulary VOCABULARY =
            VocabularyFile.parse("scripted.yaml", """
                    application: scripted
                    releases: [1]
                    kinds:
                      role: {facet: memberships, risk: standard, sentence: "is in {resource}"}
                      table:
                        facet: role-content
                        pattern: true
                        risk: standard
                        actions: [read, write]
                        options: [grantable]
                        sentence: "can {action} {resource}"
                    """).vocabulary(Release.of("1"));
    static final Modes GOVERN = new Modes(Mode.ADDITIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE);
    static final Modes ADD = new Modes(Mode.ADDITIVE, Mode.ADDITIVE, Mode.ADDITIVE);

    private final List<Deployment> deployments = new ArrayList<>();
    private final List<AppRoleDefinition> appRoles = new ArrayList<>();
    private final List<Role> roles = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private GuardLimits guards = GuardLimits.DEFAULT;

    static ScriptedDeployment target(String id) {
        return new ScriptedDeployment(DeploymentId.of(id), VOCABULARY).withoutPatterns();
    }

    TestPolicy deployment(String id, Modes modes) {
        deployments.add(new Deployment(
                DeploymentId.of(id),
                APPLICATION,
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                modes,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false));
        return this;
    }

    /** Defines an AppRole with this content, a role of that name that gives it, and maps a group to the role. */
    TestPolicy gives(String group, String role, String... content) {
        List<Entitlement> entitlements =
                Arrays.stream(content).map(EntitlementText::parse).toList();
        appRoles.add(new AppRoleDefinition(Selector.ALL, AppRoleName.of(role), entitlements, false, false));
        return member(group, role);
    }

    /** A role that gives membership of an AppRole that somebody else defines, mapped from a group. */
    TestPolicy member(String group, String role) {
        var clause = new Clause(Selector.ALL, List.of(Entitlement.memberOf(AppRoleName.of(role))));
        roles.add(new Role(RoleId.of(role), "test", null, Risk.STANDARD, Set.of(), List.of(clause)));
        mappings.add(new Mapping(
                new GroupRef(TestingSource.CORP, group, false), RoleId.of(role), Selector.ALL, Validity.ALWAYS, "T-1"));
        return this;
    }

    TestPolicy removals(int percent, int atLeast) {
        guards = new GuardLimits(
                new GuardLimits.Limit(percent, atLeast), guards.maxGains(), guards.protect(), guards.window());
        return this;
    }

    /** Published: groups are pinned to what their names mean now. */
    PolicyVersion version(long number, Directory directory) {
        var policy = new Policy(deployments, appRoles, roles, mappings, List.of(), List.of(), guards, ZoneOffset.UTC);
        Map<GroupRef, GroupId> pins = new HashMap<>();
        mappings.forEach(mapping -> directory.groups().values().stream()
                .filter(group -> group.name().equals(mapping.group().name()))
                .forEach(group -> pins.put(mapping.group(), group.id())));
        return new PolicyVersion(number, "0".repeat(64), policy, new Pins(pins, Map.of(), Set.of()));
    }
}
