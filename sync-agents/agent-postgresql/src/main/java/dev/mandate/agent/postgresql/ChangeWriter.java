package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.postgresql.Catalogue.Membership;
import dev.mandate.agent.postgresql.Catalogue.Role;
import dev.mandate.agent.postgresql.Step.Phase;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedGrant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares each change with the catalogue as it is now, and writes the SQL for what is still to be done. */
final class ChangeWriter {
    private final Catalogue catalogue;
    private final Observation observation;
    private final PrivilegeWriter privileges;
    private final String self;
    private final Optional<Role> admin;
    private final Set<Long> administered = new HashSet<>();
    private final boolean sixteen;
    private final Set<String> born;
    private final Set<String> bornRoles;
    private final Set<Grant> leaving;

    /** @param changes all of the transaction: what one of them makes, another may name */
    ChangeWriter(
            Catalogue catalogue,
            Observation observation,
            PrivilegeWriter privileges,
            String self,
            Optional<Role> admin,
            boolean sixteen,
            List<Change> changes) {
        this.catalogue = catalogue;
        this.observation = observation;
        this.privileges = privileges;
        this.self = self;
        this.admin = admin;
        admin.ifPresent(role -> catalogue.memberships().stream()
                .filter(membership -> membership.member() == role.oid() && membership.admin())
                .forEach(membership -> administered.add(membership.role())));
        this.sixteen = sixteen;
        this.born = changes.stream()
                .filter(change -> change instanceof Change.CreateAccount || change instanceof Change.CreateAppRole)
                .map(change -> name(change.principal()))
                .collect(Collectors.toSet());
        this.bornRoles = changes.stream()
                .filter(change -> change instanceof Change.CreateAppRole create && !exists(name(create.principal())))
                .map(change -> name(change.principal()))
                .collect(Collectors.toSet());
        this.leaving = leaving(changes);
    }

    /** The keys of what {@code changes} take away. */
    static Set<Grant> leaving(List<Change> changes) {
        var leaving = new HashSet<Grant>();
        for (Change change : changes) {
            if (change instanceof Change.RemoveGrant remove) {
                leaving.add(remove.grant().key());
            }
        }
        return leaving;
    }

    Verdict verdict(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> create(create.principal(), true);
            case Change.CreateAppRole create -> create(create.principal(), false);
            case Change.SetAccountStatus status -> setStatus(status);
            case Change.DeleteAppRole delete -> delete(delete);
            case Change.AddGrant add -> add(add.grant());
            case Change.RemoveGrant remove -> remove(remove.grant());
            case Change.AlterGrant alter -> alter(alter.from(), alter.to());
        };
    }

    private Verdict create(Principal principal, boolean login) {
        String name = name(principal);
        Optional<Role> found = catalogue.role(name);
        if (found.isEmpty()) {
            return Verdict.write(
                    Step.alone(Phase.CREATE, "CREATE ROLE " + SqlNames.quote(name) + (login ? " LOGIN" : " NOLOGIN"))
                            .as(login ? null : admin.map(Role::name).orElse(null)));
        }
        return found.get().login() == login
                ? Verdict.alreadyInPlace()
                : Verdict.stale("a role '" + name + "' exists " + (login ? "without" : "with") + " LOGIN");
    }

    private Verdict setStatus(Change.SetAccountStatus change) {
        String name = name(change.principal());
        Optional<Role> found = catalogue.role(name);
        if (found.isEmpty()) {
            return Verdict.stale("there is no role '" + name + "'");
        }
        if (found.get().superuser() || name.equals(self)) {
            return Verdict.rejected(Outcome.Rejected.NOT_PERMITTED, "'" + name + "' is a superuser or the agent's own");
        }
        boolean login = change.to() == AccountStatus.ENABLED;
        return found.get().login() == login
                ? Verdict.alreadyInPlace()
                : Verdict.write(Step.alone(
                        Phase.STATUS, "ALTER ROLE " + SqlNames.quote(name) + (login ? " LOGIN" : " NOLOGIN")));
    }

    private Verdict delete(Change.DeleteAppRole change) {
        String name = name(change.principal());
        Optional<Role> found = catalogue.role(name);
        if (found.isEmpty()) {
            return Verdict.alreadyInPlace();
        }
        if (found.get().login()) {
            return Verdict.stale("'" + name + "' can log in: it is an account");
        }
        long oid = found.get().oid();
        Optional<Membership> held = catalogue.memberships().stream()
                .filter(m -> m.role() == oid && !ending(m, change.role()))
                .findAny();
        return held.isPresent()
                ? Verdict.stale("somebody is a member of '" + name + "'")
                : Verdict.write(Step.alone(Phase.DROP, "DROP ROLE " + SqlNames.quote(name))
                        .as(administrator(name)));
    }

    /** Whether this transaction takes it away; the agent's own, which comes with creating, goes with the role. */
    private boolean ending(Membership membership, AppRoleName role) {
        String holder = catalogue.role(membership.member()).map(Role::name).orElse("");
        if (holder.equals(self) || holder.equals(admin.map(Role::name).orElse(self))) {
            return true;
        }
        return observation
                .principal(membership.member())
                .map(member -> leaving.contains(new Grant(member, Entitlement.memberOf(role))))
                .orElse(false);
    }

    private Verdict add(Grant grant) {
        if (grant.entitlement().pattern()) {
            return privileges.add(grant);
        }
        ObservedGrant found = observation.grants().get(grant.key());
        if (found == null) {
            return write(grant);
        }
        return found.grant().equals(grant)
                ? Verdict.alreadyInPlace()
                : Verdict.stale(found.grant() + " is there with other options");
    }

    private Verdict write(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        Optional<Verdict> missing = missing(name(grant.principal()));
        if (missing.isPresent()) {
            return missing.get();
        }
        if (!entitlement.kind().equals(Entitlement.ROLE_KIND)) {
            return privileges.add(grant);
        }
        return missing(Spelling.unspell(entitlement.resource())).orElseGet(() -> Verdict.write(grantRole(grant, null)));
    }

    private Optional<Verdict> missing(String name) {
        return catalogue.role(name).isPresent() || born.contains(name)
                ? Optional.empty()
                : Optional.of(Verdict.rejected(
                        Outcome.Rejected.UNKNOWN_ON_TARGET, "there is no role '" + Spelling.spell(name) + "'"));
    }

    private Verdict remove(Grant grant) {
        if (grant.entitlement().pattern()) {
            return privileges.remove(grant);
        }
        ObservedGrant found = observation.grants().get(grant.key());
        if (found == null) {
            return Verdict.alreadyInPlace();
        }
        if (found.fixed() != null) {
            return Verdict.rejected(Outcome.Rejected.NOT_PERMITTED, found.grant() + " stays: " + found.fixed());
        }
        if (!found.grant().equals(grant)) {
            return Verdict.stale(found.grant() + " is there with other options");
        }
        return grant.entitlement().kind().equals(Entitlement.ROLE_KIND)
                ? new Verdict.Write(rows(grant).stream()
                        .map(row -> revokeRole(grant, "", grantor(row)))
                        .toList())
                : privileges.remove(grant);
    }

    private Verdict alter(Grant from, Grant to) {
        if (to.entitlement().pattern()) {
            return privileges.add(to);
        }
        ObservedGrant found = observation.grants().get(to.key());
        if (found != null && found.grant().equals(to)) {
            return Verdict.alreadyInPlace();
        }
        if (found == null || !found.grant().equals(from)) {
            return Verdict.stale(from + " is no longer so");
        }
        if (found.fixed() != null) {
            return Verdict.rejected(Outcome.Rejected.NOT_PERMITTED, found.grant() + " stays: " + found.fixed());
        }
        if (!to.entitlement().kind().equals(Entitlement.ROLE_KIND)) {
            return privileges.alter(to);
        }
        if (sixteen) {
            return new Verdict.Write(
                    rows(to).stream().map(row -> grantRole(to, grantor(row))).toList());
        }
        return Verdict.write(admin(to) ? grantRole(to, null) : revokeRole(to, "ADMIN OPTION FOR ", null));
    }

    private List<Membership> rows(Grant grant) {
        long role = oid(Spelling.unspell(grant.entitlement().resource()));
        long member = oid(name(grant.principal()));
        var rows = new ArrayList<Membership>();
        for (Membership membership : catalogue.memberships()) {
            if (membership.role() == role && membership.member() == member) {
                rows.add(membership);
            }
        }
        return rows;
    }

    private boolean exists(String name) {
        return catalogue.role(name).isPresent();
    }

    private long oid(String name) {
        return catalogue.role(name).map(Role::oid).orElse(-1L);
    }

    private @Nullable String grantor(Membership row) {
        return sixteen ? catalogue.role(row.grantor()).map(Role::name).orElseThrow() : null;
    }

    private Step grantRole(Grant grant, @Nullable String grantor) {
        var options = grant.entitlement().options();
        String with;
        if (sixteen) {
            with = " WITH ADMIN " + bool(admin(grant))
                    + ", INHERIT " + bool(!"false".equals(options.get(Observation.INHERIT)))
                    + ", SET " + bool(!"false".equals(options.get(Observation.SET)));
        } else {
            with = admin(grant) ? " WITH ADMIN OPTION" : "";
        }
        return new Step(
                Phase.GRANT,
                actor(grantor, Spelling.unspell(grant.entitlement().resource())),
                "GRANT " + SqlNames.quote(Spelling.unspell(grant.entitlement().resource())) + " TO ",
                SqlNames.quote(name(grant.principal())),
                with + by(grantor));
    }

    /** Who acts on a role: the one that administers, or will have made, it; null for the agent itself. */
    private @Nullable String administrator(String role) {
        return admin.filter(some -> bornRoles.contains(role) || administered.contains(oid(role)))
                .map(Role::name)
                .orElse(null);
    }

    private @Nullable String actor(@Nullable String grantor, String role) {
        if (grantor == null) {
            return administrator(role);
        }
        return admin.map(Role::name).filter(grantor::equals).orElse(null);
    }

    private Step revokeRole(Grant grant, String option, @Nullable String grantor) {
        return new Step(
                Phase.REVOKE,
                actor(grantor, Spelling.unspell(grant.entitlement().resource())),
                "REVOKE " + option
                        + SqlNames.quote(Spelling.unspell(grant.entitlement().resource())) + " FROM ",
                SqlNames.quote(name(grant.principal())),
                by(grantor));
    }

    private static String by(@Nullable String grantor) {
        return grantor == null ? "" : " GRANTED BY " + SqlNames.quote(grantor);
    }

    private static boolean admin(Grant grant) {
        return "true".equals(grant.entitlement().options().get(Observation.ADMIN));
    }

    private static String bool(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    private static String name(Principal principal) {
        return Spelling.unspell(NameRules.roleName(principal));
    }
}
