package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Constraint.Enforcement;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.service.policy.Draft.AppRoleDraft;
import dev.mandate.service.policy.Draft.ClauseDraft;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.policy.Draft.RoleDraft;
import dev.mandate.service.policy.Draft.Written;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads the sections of a policy file into a draft. */
final class DraftReader {
    private final Draft draft;
    private final Faults faults;
    private final DeploymentReader deployments;
    private final SelectorReader selectors;
    private final EntitlementReader entitlements;

    DraftReader(Draft draft, Optional<Applications> applications, Faults faults) {
        this.draft = draft;
        this.faults = faults;
        this.deployments = new DeploymentReader(applications, faults);
        this.selectors = new SelectorReader(draft, faults);
        this.entitlements = new EntitlementReader(faults);
    }

    void read(Fields file) {
        each(file, "deployments", PolicyFormat.DEPLOYMENT, this::deployment);
        each(file, "app-roles", PolicyFormat.APP_ROLE, this::appRole);
        each(file, "roles", PolicyFormat.ROLE, this::role);
        each(file, "mappings", PolicyFormat.MAPPING, this::mapping);
        each(file, "assignments", PolicyFormat.ASSIGNMENT, this::assignment);
        each(file, "constraints", PolicyFormat.CONSTRAINT, this::constraint);
    }

    private void each(Fields fields, String key, Block block, Consumer<Fields> reader) {
        fields.items(key).forEach(item -> Fields.of(block, item, faults).ifPresent(reader));
    }

    private void deployment(Fields fields) {
        fields.text("id").ifPresent(id -> declare("deployment", id, fields, draft.deploymentIds, DeploymentId::of));
        deployments.read(fields).ifPresent(deployment -> draft.deployments.add(new Written<>(deployment, fields)));
    }

    private void appRole(Fields fields) {
        Optional<AppRoleName> name = fields.parsed("name", AppRoleName::of);
        var content = new ClauseDraft(selectors.where(fields), entitlements.list(fields, "gives"));
        boolean extend = fields.flag("extend");
        boolean extensible = fields.flag("extensible");
        name.ifPresent(n -> draft.appRoles.add(new AppRoleDraft(
                new AppRoleDefinition(content.where().value(), n, content.values(), extend, extensible),
                fields,
                content)));
    }

    private void role(Fields fields) {
        fields.text("id").ifPresent(text -> declare("role", text, fields, draft.roleIds, RoleId::of));
        Optional<RoleId> id = fields.parsed("id", RoleId::of);
        Optional<PartyRef> owner = fields.parsed("owner", DraftReader::party);
        Optional<String> risk = fields.word("risk");
        List<Placed<RoleId>> includes = roles(fields, "includes");
        var clauses = new ArrayList<ClauseDraft>();
        each(
                fields,
                "gives",
                PolicyFormat.CLAUSE,
                clause -> clauses.add(
                        new ClauseDraft(selectors.where(clause), entitlements.list(clause, "entitlements"))));
        id.ifPresent(role -> draft.roles.add(new RoleDraft(
                new Role(
                        role,
                        fields.text("description").orElse(""),
                        owner.orElse(null),
                        risk.map(word -> Risk.valueOf(word.toUpperCase(Locale.ROOT)))
                                .orElse(Risk.STANDARD),
                        new HashSet<>(includes.stream().map(Placed::value).toList()),
                        clauses.stream().map(ClauseDraft::clause).toList()),
                includes,
                clauses)));
    }

    private static PartyRef party(String text) {
        if (text.startsWith("group:")) {
            return GroupRef.parse(text.substring("group:".length()));
        }
        if (text.startsWith("person:")) {
            return SubjectRef.parse(text.substring("person:".length()));
        }
        throw new IllegalArgumentException(
                "owner " + Shown.quote(text) + " does not say whether it is a group or a person");
    }

    private void mapping(Fields fields) {
        Optional<GroupRef> group = fields.parsed("group", GroupRef::parse);
        Optional<RoleId> role = role(fields, "role");
        var where = selectors.where(fields);
        Validity validity = validity(fields);
        String reason = fields.text("reason").orElse("");
        both(
                group,
                role,
                (g, r) ->
                        draft.mappings.add(new Written<>(new Mapping(g, r, where.value(), validity, reason), fields)));
    }

    private void assignment(Fields fields) {
        Optional<SubjectRef> subject = fields.parsed("subject", SubjectRef::parse);
        Optional<RoleId> role = role(fields, "role");
        var where = selectors.where(fields);
        Validity validity = validity(fields);
        String reason = fields.text("reason").orElse("");
        both(
                subject,
                role,
                (s, r) -> draft.assignments.add(
                        new Written<>(new WrittenAssignment(s, r, where.value(), validity, reason), fields)));
    }

    private static <A, B> void both(Optional<A> first, Optional<B> second, BiConsumer<A, B> action) {
        first.ifPresent(a -> second.ifPresent(b -> action.accept(a, b)));
    }

    private Validity validity(Fields fields) {
        Optional<Instant> from = fields.parsed("from", text -> Times.from(text, draft.timeZone));
        Optional<Instant> until = fields.parsed("until", text -> Times.until(text, draft.timeZone));
        try {
            return new Validity(from.orElse(null), until.orElse(null));
        } catch (IllegalArgumentException e) {
            faults.add(fields.place("until"), String.valueOf(e.getMessage()), "let it end after it begins");
            return Validity.ALWAYS;
        }
    }

    private void constraint(Fields fields) {
        fields.text("id").ifPresent(id -> declare("constraint", id, fields, draft.constraintIds, ConstraintId::of));
        Optional<ConstraintId> id = fields.parsed("id", ConstraintId::of);
        fields.word("kind");
        List<Placed<RoleId>> roles = roles(fields, "roles");
        int atMost = fields.number("at-most").orElse(1);
        Enforcement effect =
                fields.word("effect").orElse("enforce").equals("warn") ? Enforcement.WARN : Enforcement.ENFORCE;
        if (id.isEmpty() || roles.size() < fields.items("roles").size()) {
            return;
        }
        if (roles.stream().map(Placed::value).distinct().count() < 2) {
            faults.add(
                    fields.place("roles"),
                    "a constraint needs at least two roles",
                    "name those that do not go together");
            return;
        }
        try {
            var ids = new HashSet<>(roles.stream().map(Placed::value).toList());
            draft.constraints.add(new Written<>(new Constraint(id.get(), ids, atMost, effect), fields));
        } catch (IllegalArgumentException e) {
            faults.add(fields.place("roles"), String.valueOf(e.getMessage()), "choose at-most within that");
        }
    }

    private Optional<RoleId> role(Fields fields, String key) {
        Optional<RoleId> role = fields.parsed(key, RoleId::of);
        role.ifPresent(id -> draft.roleReferences.add(new Placed<>(id, fields.place(key))));
        return role;
    }

    private List<Placed<RoleId>> roles(Fields fields, String key) {
        var roles = new ArrayList<Placed<RoleId>>();
        for (Node item : fields.items(key)) {
            Fields.text(key, item, faults)
                    .flatMap(text -> Fields.parsed(text, RoleId::of, "the id of a role", faults))
                    .ifPresent(id -> roles.add(new Placed<>(id, item.place())));
        }
        draft.roleReferences.addAll(roles);
        return roles;
    }

    /** Remembers an id even where the rest of its block is faulty, so that references to it are not faults too. */
    private <T> void declare(String what, String text, Fields fields, Map<T, Place> declared, Function<String, T> of) {
        try {
            Place first = declared.putIfAbsent(of.apply(text), fields.place("id"));
            if (first != null) {
                String message = what + " " + Shown.quote(text) + " is defined twice, first at " + first;
                faults.add(fields.place("id"), message, "remove or rename one of them");
            }
        } catch (IllegalArgumentException ignored) {
            // The block's own reading says so.
        }
    }
}
