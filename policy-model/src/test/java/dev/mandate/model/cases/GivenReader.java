package dev.mandate.model.cases;

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
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.Waiver;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what decides access. Groups and subjects are known by their plain names, which are their ids too. */
final class GivenReader {
    private final Yaml given;
    private final SortedMap<DeploymentId, Deployment> deployments;
    private final PeopleReader people;
    private final GuardLimits guards;

    GivenReader(Yaml given, SortedMap<DeploymentId, Deployment> deployments, GuardLimits guards) {
        this.given = given.only(
                "as-of",
                "subjects",
                "groups",
                "identities",
                "roles",
                "app-roles",
                "mappings",
                "assignments",
                "written",
                "constraints",
                "waivers",
                "holds",
                "verified",
                "pins",
                "frozen");
        this.deployments = deployments;
        this.people = new PeopleReader(given);
        this.guards = guards;
    }

    AccessSnapshot snapshot() {
        return new AccessSnapshot(
                people.directory(),
                new PolicyVersion(1, "case", policy(), people.pins()),
                assignments(),
                holds(),
                waivers(),
                verified(),
                1,
                asOf());
    }

    private Instant asOf() {
        return Objects.requireNonNull(PolicyCaseReader.instant(given.text("as-of", "2026-06-01")));
    }

    private Policy policy() {
        return new Policy(
                List.copyOf(deployments.values()),
                given.each("app-roles").stream().map(this::appRole).toList(),
                given.in("roles").keys().stream().map(this::role).toList(),
                given.each("mappings").stream()
                        .map(row -> row.only("group", "role", "where", "from", "until"))
                        .map(row -> new Mapping(
                                PeopleReader.group(row.need("group")),
                                RoleId.of(row.need("role")),
                                where(row),
                                validity(row),
                                "case"))
                        .toList(),
                given.each("written").stream()
                        .map(row -> row.only("subject", "role", "where", "from", "until"))
                        .map(row -> new WrittenAssignment(
                                SubjectRef.parse("corp/" + row.need("subject")),
                                RoleId.of(row.need("role")),
                                where(row),
                                validity(row),
                                "case"))
                        .toList(),
                given.each("constraints").stream().map(GivenReader::constraint).toList(),
                guards,
                ZoneOffset.UTC);
    }

    private AppRoleDefinition appRole(Yaml row) {
        row.only("name", "gives", "where", "extend");
        return new AppRoleDefinition(
                where(row),
                AppRoleName.of(row.need("name")),
                row.texts("gives").stream().map(EntitlementText::parse).toList(),
                Boolean.parseBoolean(row.text("extend", "false")),
                true);
    }

    private Role role(String id) {
        Yaml roles = given.in("roles");
        boolean brief = roles.values().get(id) instanceof List<?>;
        Yaml row = brief ? roles : roles.in(id).only("includes", "gives", "risk");
        var clauses = new ArrayList<Clause>();
        for (Object line : row.list(brief ? id : "gives")) {
            clauses.add(clause(line));
        }
        return new Role(
                RoleId.of(id),
                "",
                null,
                brief
                        ? Risk.STANDARD
                        : Risk.valueOf(row.text("risk", "standard").toUpperCase(Locale.ROOT)),
                brief ? Set.of() : roleIds(row, "includes"),
                clauses);
    }

    /** {@code role:till}, {@code pos/role:till} or {@code {where: …, entitlements: […]}}. */
    private Clause clause(Object line) {
        if (line instanceof String text) {
            int slash = text.indexOf('/');
            if (slash < 0 || slash > text.indexOf(':')) {
                return new Clause(Selector.ALL, List.of(EntitlementText.parse(text)));
            }
            var only = new Selector(Set.of(), Set.of(DeploymentId.of(text.substring(0, slash))), new TreeMap<>());
            return new Clause(only, List.of(EntitlementText.parse(text.substring(slash + 1))));
        }
        Yaml row = Yaml.of("clause", line).only("where", "entitlements");
        List<Entitlement> entitlements =
                row.texts("entitlements").stream().map(EntitlementText::parse).toList();
        return new Clause(where(row), entitlements);
    }

    private static Selector where(Yaml row) {
        Yaml where = row.in("where").only("application", "deployment", "labels");
        var labels = new TreeMap<String, Set<String>>();
        Yaml wanted = where.in("labels");
        wanted.keys().forEach(key -> labels.put(key, new TreeSet<>(wanted.texts(key))));
        return new Selector(
                where.texts("application").stream().map(ApplicationName::of).collect(Collectors.toSet()),
                where.texts("deployment").stream().map(DeploymentId::of).collect(Collectors.toSet()),
                labels);
    }

    private static Validity validity(Yaml row) {
        return new Validity(PolicyCaseReader.instant(row.text("from")), PolicyCaseReader.instant(row.text("until")));
    }

    private static Constraint constraint(Yaml row) {
        row.only("id", "roles", "at-most", "effect");
        return new Constraint(
                ConstraintId.of(row.need("id")),
                roleIds(row, "roles"),
                row.number("at-most", 1),
                Constraint.Enforcement.valueOf(row.text("effect", "enforce").toUpperCase(Locale.ROOT)));
    }

    private static Set<RoleId> roleIds(Yaml row, String key) {
        return row.texts(key).stream().map(RoleId::of).collect(Collectors.toSet());
    }

    private List<Assignment> assignments() {
        var found = new ArrayList<Assignment>();
        for (Yaml row : given.each("assignments")) {
            row.only("subject", "tenure", "role", "where", "from", "until");
            found.add(new Assignment(
                    AssignmentId.of("assignment-" + (found.size() + 1)),
                    SubjectId.of(row.need("subject")),
                    row.number("tenure", 1),
                    RoleId.of(row.need("role")),
                    where(row),
                    validity(row),
                    "case"));
        }
        return found;
    }

    private List<Hold> holds() {
        var found = new ArrayList<Hold>();
        for (Yaml row : given.each("holds")) {
            row.only("subject", "principal", "in", "role", "entitlement", "where", "until");
            Hold.Party who = row.has("subject")
                    ? new Hold.Party.OfSubject(SubjectId.of(row.need("subject")))
                    : new Hold.Party.OfPrincipal(
                            row.has("in") ? DeploymentId.of(row.need("in")) : deployments.firstKey(),
                            PolicyCaseReader.principal(row.need("principal")));
            found.add(new Hold(
                    HoldId.of("hold-" + (found.size() + 1)),
                    who,
                    what(row),
                    where(row),
                    "case",
                    "case",
                    PolicyCaseReader.instant(row.text("until"))));
        }
        return found;
    }

    private static Hold.Access what(Yaml row) {
        if (row.has("role")) {
            return new Hold.Access.OfRole(RoleId.of(row.need("role")));
        }
        return row.has("entitlement")
                ? new Hold.Access.OfEntitlement(EntitlementText.parse(row.need("entitlement")))
                : new Hold.Access.Everything();
    }

    private List<Waiver> waivers() {
        return given.each("waivers").stream()
                .map(row -> row.only("constraint", "subject", "from", "until"))
                .map(row -> new Waiver(
                        ConstraintId.of(row.need("constraint")),
                        SubjectId.of(row.need("subject")),
                        validity(row),
                        "case"))
                .toList();
    }

    private Set<RoleHolding> verified() {
        var found = new HashSet<RoleHolding>();
        Yaml verified = given.in("verified");
        for (String subject : verified.keys()) {
            roleIds(verified, subject).forEach(role -> found.add(new RoleHolding(SubjectId.of(subject), role)));
        }
        return found;
    }
}
