package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.PlanLimits.Ability;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.DesiredAccount;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Drift.Thing;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the modes allow to be done about each difference. Differences must be added in their order, which has accounts
 * and AppRoles before grants.
 */
final class Remedies {
    /** A change and why, before it has a place. */
    record Remedy(Change change, Cause cause) {}

    private final DesiredState desired;
    private final ObservedState observed;
    private final ManagedScope scope;
    private final PlanLimits limits;
    private final DriftDecisions decisions;
    private final List<Remedy> remedies = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Principal> made = new HashSet<>();
    private final Set<Principal> unmade = new HashSet<>();
    private final Set<AppRoleName> retired = new HashSet<>();

    Remedies(
            DesiredState desired,
            ObservedState observed,
            ManagedScope scope,
            PlanLimits limits,
            DriftDecisions decisions) {
        this.desired = desired;
        this.observed = observed;
        this.scope = scope;
        this.limits = limits;
        this.decisions = decisions;
    }

    List<Remedy> changes() {
        deleteRetired();
        return remedies;
    }

    List<Finding> findings() {
        return findings;
    }

    void add(Drift drift) {
        switch (drift) {
            case Drift.Missing missing -> missing(missing.thing());
            case Drift.Unexpected unexpected -> unexpected(unexpected);
            case Drift.Different different -> different(different);
            case Drift.Unmanaged unmanaged -> unmanaged(unmanaged);
        }
    }

    private void missing(Thing thing) {
        switch (thing) {
            case Thing.OfAccount account -> create(account.name());
            case Thing.OfAppRole role -> create(role.name());
            case Thing.OfGrant(Grant grant) -> give(grant);
        }
    }

    private void create(AccountName name) {
        var principal = new Principal.Account(name);
        if (scope.modes().accounts() == Mode.OBSERVE || !limits.can(Ability.CREATE_ACCOUNT)) {
            unmade.add(principal);
            String why = limits.can(Ability.CREATE_ACCOUNT)
                    ? "accounts are only observed; create it there, or set manage.accounts to additive"
                    : "Mandate cannot create accounts there; create it there";
            find(FindingCode.ACCOUNT_NOT_CREATED, principal, principal + " does not exist and " + why);
            return;
        }
        DesiredAccount account = Objects.requireNonNull(desired.accounts().get(name));
        made.add(principal);
        remedies.add(new Remedy(
                new Change.CreateAccount(name, account.subject(), new TreeMap<>(account.attributes())), Cause.POLICY));
    }

    private void create(AppRoleName name) {
        var principal = new Principal.AppRole(name);
        if (scope.modes().roleContent() == Mode.OBSERVE || !limits.can(Ability.DEFINE_APP_ROLE)) {
            unmade.add(principal);
            String why = limits.can(Ability.DEFINE_APP_ROLE)
                    ? "role content is only observed; create it there, or set manage.role-content to additive"
                    : "Mandate cannot create AppRoles there; create it there";
            find(FindingCode.OBSERVE_ONLY, principal, principal + " does not exist and " + why);
            return;
        }
        made.add(principal);
        remedies.add(new Remedy(new Change.CreateAppRole(name), Cause.POLICY));
    }

    private void give(Grant grant) {
        if (mode(grant) == Mode.OBSERVE || lacksPrincipal(grant) || lacksRole(grant)) {
            return;
        }
        remedies.add(
                new Remedy(new Change.AddGrant(grant, desired.vocabulary().adding(grant.entitlement())), Cause.POLICY));
    }

    private boolean lacksPrincipal(Grant grant) {
        return unmade.contains(grant.principal());
    }

    /** A role that policy names, that a full read did not find and that nobody makes: a misspelling, most likely. */
    private boolean lacksRole(Grant grant) {
        var role = grant.entitlement().memberOf().orElse(null);
        if (role == null || observed.appRoles().containsKey(role) || made.contains(new Principal.AppRole(role))) {
            return false;
        }
        if (unmade.contains(new Principal.AppRole(role))) {
            return true;
        }
        if (observed.scope() instanceof ReadScope.Of) {
            return false;
        }
        find(
                FindingCode.UNKNOWN_VOCABULARY,
                new Principal.AppRole(role),
                "app-role:" + role + " does not exist in " + desired.deployment()
                        + "; correct its name or define it under app-roles");
        return true;
    }

    private void unexpected(Drift.Unexpected drift) {
        switch (drift.thing()) {
            case Thing.OfAccount ignored -> {
                // Accounts are never deleted.
            }
            case Thing.OfAppRole role -> {
                if (scope.modes().roleContent() == Mode.AUTHORITATIVE && limits.can(Ability.DEFINE_APP_ROLE)) {
                    retired.add(role.name());
                }
            }
            case Thing.OfGrant(Grant grant) -> take(grant, drift);
        }
    }

    private void take(Grant grant, Drift.Unexpected drift) {
        boolean decided = decisions.reverts(grant);
        if (drift.cause() == Cause.CONSTRAINT && !decided) {
            find(
                    FindingCode.CONSTRAINT_VIOLATED,
                    grant,
                    grant + " exists and violates a constraint; access that exists ends only by a decision");
            return;
        }
        boolean allowed = switch (mode(grant)) {
            case OBSERVE -> false;
            case ADDITIVE -> decided || (drift.given() && drift.cause().urgent());
            case AUTHORITATIVE -> true;
        };
        if (allowed) {
            remedies.add(new Remedy(new Change.RemoveGrant(grant, removing(grant.entitlement())), drift.cause()));
            return;
        }
        if (drift.cause().urgent()) {
            left(grant, drift.cause(), "the mode is " + mode(grant).word());
        }
    }

    private void different(Drift.Different drift) {
        if (drift.found() instanceof Thing.OfAccount found && drift.thing() instanceof Thing.OfAccount wanted) {
            setStatus(found, wanted.status(), drift.cause());
        }
        if (drift.found() instanceof Thing.OfGrant(Grant from) && drift.thing() instanceof Thing.OfGrant(Grant to)) {
            alter(from, to, drift.cause());
        }
    }

    private void setStatus(Thing.OfAccount found, AccountStatus wanted, Cause cause) {
        Mode mode = scope.modes().accounts();
        boolean widens = wanted == AccountStatus.ENABLED;
        boolean allowed = mode == Mode.AUTHORITATIVE || (mode == Mode.ADDITIVE && (widens || cause.urgent()));
        if (allowed) {
            remedies.add(new Remedy(new Change.SetAccountStatus(found.name(), found.status(), wanted), cause));
            return;
        }
        if (cause.urgent()) {
            left(new Principal.Account(found.name()), cause, "the mode is " + mode.word());
        }
    }

    private void alter(Grant from, Grant to, Cause cause) {
        Direction direction = altering(from.entitlement(), to.entitlement());
        Mode mode = mode(to);
        if (mode == Mode.AUTHORITATIVE || (mode == Mode.ADDITIVE && direction == Direction.WIDENS)) {
            remedies.add(new Remedy(new Change.AlterGrant(from, to, direction), cause));
        }
    }

    private void unmanaged(Drift.Unmanaged drift) {
        if (drift.wanted() && isStranger(drift.thing())) {
            if (drift.thing() instanceof Thing.OfAccount(AccountName name, var status)) {
                find(
                        FindingCode.ACCOUNT_UNLINKED,
                        drift.thing(),
                        drift.thing() + " has the name that policy would give to a subject, and gets nothing: "
                                + drift.reason()
                                + "; see mandate deployment link, give both sides the same verified mail, or say"
                                + " trust-names for " + desired.deployment());
            }
            return;
        }
        if (drift.wanted()) {
            FindingCode code = drift.thing() instanceof Thing.OfGrant(Grant grant)
                            && scope.facet(grant).isEmpty()
                    ? FindingCode.UNKNOWN_VOCABULARY
                    : FindingCode.OUTSIDE_SCOPE;
            find(
                    code,
                    drift.thing(),
                    drift.thing() + " is as policy does not want it, and stays so: " + drift.reason());
            return;
        }
        if (drift.cause().urgent()) {
            left(drift.thing(), drift.cause(), drift.reason());
        }
    }

    /** Something of an account that was there before and is linked to nobody. */
    private boolean isStranger(Thing thing) {
        return switch (thing) {
            case Thing.OfAccount(AccountName name, var status) -> isStranger(name);
            case Thing.OfGrant(Grant grant) ->
                grant.principal() instanceof Principal.Account(AccountName name) && isStranger(name);
            case Thing.OfAppRole ignored -> false;
        };
    }

    private boolean isStranger(AccountName name) {
        DesiredAccount account = desired.accounts().get(name);
        return account != null
                && !account.linked()
                && observed.accounts().containsKey(name)
                && !scope.accounts().contains(name);
    }

    /** An AppRole goes when this plan leaves nothing that it holds and nobody who holds it. */
    private void deleteRetired() {
        if (retired.isEmpty()) {
            return;
        }
        var removed = new HashSet<Grant>();
        var used = new HashSet<AppRoleName>();
        for (Remedy remedy : remedies) {
            switch (remedy.change()) {
                case Change.RemoveGrant(Grant grant, var direction) -> removed.add(grant.key());
                case Change.AddGrant(Grant grant, var direction) -> used.addAll(appRolesOf(grant));
                case Change.AlterGrant alter -> used.addAll(appRolesOf(alter.to()));
                case Change.CreateAccount ignored -> {}
                case Change.CreateAppRole ignored -> {}
                case Change.DeleteAppRole ignored -> {}
                case Change.SetAccountStatus ignored -> {}
            }
        }
        observed.grants().keySet().stream()
                .filter(key -> !removed.contains(key))
                .forEach(key -> used.addAll(appRolesOf(key)));
        retired.stream()
                .filter(role -> !used.contains(role))
                .forEach(role -> remedies.add(new Remedy(new Change.DeleteAppRole(role), Cause.POLICY)));
    }

    /** The AppRoles that hold this grant or are held by it. */
    static List<AppRoleName> appRolesOf(Grant grant) {
        var roles = new ArrayList<AppRoleName>(2);
        if (grant.principal() instanceof Principal.AppRole(var holder)) {
            roles.add(holder);
        }
        grant.entitlement().memberOf().ifPresent(roles::add);
        return roles;
    }

    private Mode mode(Grant grant) {
        return scope.facet(grant).map(scope.modes()::of).orElse(Mode.OBSERVE);
    }

    private Direction removing(Entitlement entitlement) {
        return desired.vocabulary().adding(entitlement).reversed();
    }

    /** A condition limits what it is put on; of other options nobody can say. */
    private static Direction altering(Entitlement from, Entitlement to) {
        if (!from.options().equals(to.options()) || (from.condition() != null && to.condition() != null)) {
            return Direction.BOTH;
        }
        Direction ofAllow = to.condition() == null ? Direction.WIDENS : Direction.NARROWS;
        return to.effect() == Effect.ALLOW ? ofAllow : ofAllow.reversed();
    }

    private void left(Object about, Cause cause, String why) {
        find(
                FindingCode.OBSERVE_ONLY,
                about,
                about + " should end (" + cause.name().toLowerCase(java.util.Locale.ROOT) + ") and stays: " + why
                        + "; end it on the target");
    }

    private void find(FindingCode code, Object about, String message) {
        findings.add(new Finding(code, about.toString(), message));
    }
}
