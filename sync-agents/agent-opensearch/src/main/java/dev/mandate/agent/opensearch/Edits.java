package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What changes ask of the documents as they are; no calls. */
final class Edits {
    private Edits() {}

    static Verdict of(Directory now, Change change) {
        return switch (change) {
            case Change.CreateAccount create ->
                now.users().containsKey(name(create.account().value()))
                        ? new Verdict.InPlace()
                        : new Verdict.Becomes(now.withUser(name(create.account().value()), StoredUser.NEW));
            case Change.SetAccountStatus status ->
                Verdict.Refused.of(Rejected.NOT_PERMITTED, "OpenSearch cannot switch a user off: " + status);
            case Change.CreateAppRole create -> create(now, name(create.role().value()));
            case Change.DeleteAppRole delete -> delete(now, name(delete.role().value()));
            case Change.AddGrant add ->
                alter(now, add.grant(), null, add.grant().entitlement());
            case Change.RemoveGrant remove ->
                alter(now, remove.grant(), remove.grant().entitlement(), null);
            case Change.AlterGrant alter ->
                alter(now, alter.to(), alter.from().entitlement(), alter.to().entitlement());
        };
    }

    /** A mapping that outlived its role would give the new one to whom it names. */
    private static Verdict create(Directory now, String role) {
        if (now.roles().containsKey(role)) {
            return new Verdict.InPlace();
        }
        StoredMapping orphan = now.mappings().get(role);
        return orphan == null || orphan.isEmpty()
                ? new Verdict.Becomes(now.withoutMapping(role).withRole(role, StoredRole.NEW))
                : Verdict.Refused.of(
                        Rejected.STALE_PRIOR,
                        "there is a mapping of a role '" + role + "' that was deleted, and making the role would give"
                                + " it to whom the mapping names; delete the mapping first: DELETE"
                                + " _plugins/_security/api/rolesmapping/" + role);
    }

    private static Verdict delete(Directory now, String role) {
        StoredRole stored = now.roles().get(role);
        StoredMapping mapping = now.mappings().get(role);
        if (stored == null && mapping == null) {
            return new Verdict.InPlace();
        }
        if ((stored != null && stored.reserved()) || (mapping != null && mapping.reserved())) {
            return reserved("role", role);
        }
        if (stored != null && !stored.isEmpty()) {
            return Verdict.Refused.of(Rejected.STALE_PRIOR, "role '" + role + "' still gives something");
        }
        boolean held = (mapping != null && !mapping.isEmpty())
                || now.users().values().stream()
                        .anyMatch(user -> user.directRoles().contains(role));
        return held
                ? Verdict.Refused.of(Rejected.STALE_PRIOR, "somebody still has the role '" + role + "'")
                : new Verdict.Becomes(now.withoutRole(role));
    }

    /** Makes what is {@code from}, null for nothing, into {@code to}, null for nothing. */
    private static Verdict alter(Directory now, Grant grant, @Nullable Entitlement from, @Nullable Entitlement to) {
        return switch (grant.principal()) {
            case Principal.AppRole(AppRoleName role) -> content(now, name(role.value()), grant, from, to);
            case Principal.Account(var account)
            when grant.entitlement().kind().equals(Content.BACKEND_ROLE) ->
                backendRole(now, name(account.value()), name(grant.entitlement().resource()), to != null);
            case Principal.Account(var account) ->
                member(now, name(grant.entitlement().resource()), account.value(), to != null);
            case Principal.Anyone ignored ->
                member(now, name(grant.entitlement().resource()), "*", to != null);
            case Principal.ExternalGroup(var group) ->
                mapped(now, name(grant.entitlement().resource()), Groups.parse(group), to != null);
        };
    }

    private static Verdict content(
            Directory now, String name, Grant grant, @Nullable Entitlement from, @Nullable Entitlement to) {
        StoredRole role = now.roles().get(name);
        if (role == null) {
            return to == null
                    ? new Verdict.InPlace()
                    : Verdict.Refused.of(Rejected.UNKNOWN_ON_TARGET, "there is no role '" + name + "'");
        }
        Optional<Entitlement> held = Content.of(role).stream()
                .filter(entitlement ->
                        entitlement.key().equals(grant.entitlement().key()))
                .findFirst();
        if (Objects.equals(held.orElse(null), to)) {
            return new Verdict.InPlace();
        }
        if (!Objects.equals(held.orElse(null), from)) {
            return Verdict.Refused.of(
                    Rejected.STALE_PRIOR,
                    "role '" + name + "' holds "
                            + held.map(Entitlement::toString).orElse("nothing of " + grant.entitlement()));
        }
        if (role.reserved()) {
            return reserved("role", name);
        }
        return new Verdict.Becomes(
                now.withRole(name, to == null ? Content.without(role, grant.entitlement()) : Content.with(role, to)));
    }

    private static Verdict backendRole(Directory now, String name, String backendRole, boolean wanted) {
        StoredUser user = now.users().get(name);
        if (user == null) {
            return wanted
                    ? Verdict.Refused.of(
                            Rejected.UNKNOWN_ON_TARGET,
                            "there is no internal user '" + name + "'; who signs in elsewhere has the backend roles"
                                    + " that it says there")
                    : new Verdict.InPlace();
        }
        if (user.backendRoles().contains(backendRole) == wanted) {
            return new Verdict.InPlace();
        }
        return user.reserved()
                ? reserved("user", name)
                : new Verdict.Becomes(now.withUser(
                        name,
                        new StoredUser(
                                changed(user.backendRoles(), backendRole, wanted),
                                user.directRoles(),
                                user.attributes(),
                                false)));
    }

    /** Given by the mapping, taken from wherever it comes. */
    private static Verdict member(Directory now, String role, String spelled, boolean wanted) {
        String name = name(spelled);
        StoredUser user = now.users().get(name);
        boolean direct = user != null && user.directRoles().contains(role);
        StoredMapping mapping = now.mappings().getOrDefault(role, StoredMapping.NEW);
        boolean mapped = mapping.users().contains(name);
        if ((direct || mapped) == wanted) {
            return new Verdict.InPlace();
        }
        Directory next = now;
        if (direct && user != null) {
            if (user.reserved()) {
                return reserved("user", name);
            }
            next = next.withUser(
                    name,
                    new StoredUser(
                            user.backendRoles(), changed(user.directRoles(), role, false), user.attributes(), false));
        }
        if (!direct || mapped) {
            return mapping(
                    next,
                    role,
                    new StoredMapping(
                            changed(mapping.users(), name, wanted),
                            mapping.backendRoles(),
                            mapping.hosts(),
                            mapping.allOf(),
                            mapping.reserved()));
        }
        return new Verdict.Becomes(next);
    }

    private static Verdict mapped(Directory now, String role, Groups group, boolean wanted) {
        StoredMapping mapping = now.mappings().getOrDefault(role, StoredMapping.NEW);
        SortedSet<String> backendRoles = mapping.backendRoles();
        SortedSet<String> hosts = mapping.hosts();
        SortedSet<String> allOf = mapping.allOf();
        switch (group) {
            case Groups.Backend(var name) -> backendRoles = changed(backendRoles, name, wanted);
            case Groups.Host(var pattern) -> hosts = changed(hosts, pattern, wanted);
            case Groups.AllOf(var names) -> {
                if (wanted && !allOf.isEmpty() && !allOf.equals(names)) {
                    return Verdict.Refused.of(
                            Rejected.STALE_PRIOR,
                            "a mapping has one and_backend_roles, and that of '" + role + "' is " + allOf);
                }
                allOf = wanted ? names : allOf.equals(names) ? new TreeSet<>() : allOf;
            }
        }
        var next = new StoredMapping(mapping.users(), backendRoles, hosts, allOf, mapping.reserved());
        return next.equals(mapping) ? new Verdict.InPlace() : mapping(now, role, next);
    }

    /** The plugin changes no mapping of a role that is gone; it only deletes it. */
    private static Verdict mapping(Directory now, String role, StoredMapping next) {
        if (next.reserved()) {
            return reserved("mapping of the role", role);
        }
        if (now.roles().containsKey(role)) {
            return new Verdict.Becomes(now.withMapping(role, next));
        }
        return next.isEmpty()
                ? new Verdict.Becomes(now.withoutMapping(role))
                : Verdict.Refused.of(
                        Rejected.UNKNOWN_ON_TARGET,
                        "there is no role '" + role + "', and a mapping without its role can only be deleted whole:"
                                + " DELETE _plugins/_security/api/rolesmapping/" + role);
    }

    private static Verdict reserved(String what, String name) {
        return Verdict.Refused.of(
                Rejected.NOT_PERMITTED,
                "the " + what + " '" + name + "' is reserved or comes with the plugin, and left alone");
    }

    private static SortedSet<String> changed(Set<String> names, String name, boolean wanted) {
        var changed = new HashSet<>(names);
        if (wanted) {
            changed.add(name);
        } else {
            changed.remove(name);
        }
        return new TreeSet<>(changed);
    }

    private static String name(String spelled) {
        return Spelling.unspell(spelled);
    }
}
