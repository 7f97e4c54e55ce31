package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A deployment in memory: AppRoles nest, a DENY beats every permission, a pattern is granted on each of the tables there
 * are. Refuses a change whose prior value is not as the plan says.
 */
final class SimulatedTarget {
    private final DeploymentId deployment;
    private final Instant at;
    private final List<String> tables;
    private final Map<AccountName, ObservedAccount> accounts = new HashMap<>();
    private final Map<AppRoleName, ObservedAppRole> appRoles = new HashMap<>();
    private final Map<Grant, ObservedGrant> grants = new HashMap<>();

    SimulatedTarget(ObservedState start, List<String> tables) {
        this.deployment = start.deployment();
        this.at = start.observedAt();
        this.tables = tables;
        accounts.putAll(start.accounts());
        appRoles.putAll(start.appRoles());
        grants.putAll(start.grants());
    }

    ObservedState read(Set<Grant> patterns) {
        var coverage = new HashMap<Grant, Coverage>();
        for (Grant pattern : patterns) {
            List<Grant> literals = literals(pattern);
            int held = (int) literals.stream().filter(this::holds).count();
            coverage.put(pattern.key(), new Coverage(held, literals.size()));
        }
        return new ObservedState(
                deployment,
                new ReadScope.Full(patterns),
                at,
                new HashMap<>(accounts),
                new HashMap<>(appRoles),
                new HashMap<>(grants),
                coverage);
    }

    private boolean holds(Grant literal) {
        return grants.containsKey(literal.key());
    }

    private List<Grant> literals(Grant pattern) {
        Entitlement e = pattern.entitlement();
        return tables.stream()
                .filter(table -> Patterns.matches(e.resource(), table))
                .map(table -> new Grant(
                        pattern.principal(),
                        new Entitlement(e.kind(), table, false, e.action(), e.effect(), e.condition(), e.options())))
                .toList();
    }

    void apply(Change change) {
        switch (change) {
            case Change.CreateAccount create -> {
                require(!accounts.containsKey(create.account()), change);
                accounts.put(
                        create.account(),
                        new ObservedAccount(
                                create.account(), AccountKind.PERSONAL, AccountStatus.ENABLED, null, false, Map.of()));
            }
            case Change.SetAccountStatus status -> {
                ObservedAccount found = accounts.get(status.account());
                require(found != null && found.status() == status.from(), change);
                accounts.put(
                        status.account(),
                        new ObservedAccount(
                                status.account(), AccountKind.PERSONAL, status.to(), null, false, Map.of()));
            }
            case Change.CreateAppRole create -> {
                require(!appRoles.containsKey(create.role()), change);
                appRoles.put(create.role(), new ObservedAppRole(create.role(), false, false));
            }
            case Change.DeleteAppRole delete -> {
                require(
                        grants.keySet().stream()
                                .noneMatch(grant -> Remedies.appRolesOf(grant).contains(delete.role())),
                        change);
                require(appRoles.remove(delete.role()) != null, change);
            }
            case Change.AddGrant add -> add(add);
            case Change.RemoveGrant remove -> {
                ObservedGrant found = grants.remove(remove.grant().key());
                require(found != null && found.grant().equals(remove.grant()), change);
            }
            case Change.AlterGrant alter -> {
                ObservedGrant found = grants.put(alter.to().key(), ObservedGrant.of(alter.to()));
                require(found != null && found.grant().equals(alter.from()), change);
            }
        }
    }

    private void add(Change.AddGrant add) {
        Grant grant = add.grant();
        switch (grant.principal()) {
            case Principal.Account(var name) -> require(accounts.containsKey(name), add);
            case Principal.AppRole(var name) -> require(appRoles.containsKey(name), add);
            case Principal.ExternalGroup ignored -> {}
            case Principal.Anyone ignored -> {}
        }
        grant.entitlement().memberOf().ifPresent(role -> require(appRoles.containsKey(role), add));
        if (grant.entitlement().pattern()) {
            literals(grant).forEach(literal -> grants.putIfAbsent(literal.key(), ObservedGrant.of(literal)));
            return;
        }
        require(grants.put(grant.key(), ObservedGrant.of(grant)) == null, add);
    }

    private static void require(boolean condition, Change change) {
        if (!condition) {
            throw new IllegalStateException("prior value moved: " + World.say(change));
        }
    }

    /** What an account can really do now: nothing while it is disabled. */
    Set<String> access(AccountName account) {
        ObservedAccount found = accounts.get(account);
        if (found == null || found.status() == AccountStatus.DISABLED) {
            return Set.of();
        }
        var principals = new TreeSet<Principal>(Set.of(new Principal.Account(account)));
        boolean more = true;
        while (more) {
            more = false;
            for (Grant grant : grants.keySet()) {
                if (principals.contains(grant.principal())
                        && grant.entitlement().memberOf().isPresent()) {
                    more |= principals.add(
                            new Principal.AppRole(grant.entitlement().memberOf().get()));
                }
            }
        }
        var allowed = new TreeSet<String>();
        var denied = new TreeSet<String>();
        for (ObservedGrant grant : grants.values()) {
            Entitlement e = grant.grant().entitlement();
            if (principals.contains(grant.grant().principal()) && e.memberOf().isEmpty()) {
                (e.effect() == Effect.DENY ? denied : allowed).add(e.kind() + ":" + e.resource());
            }
        }
        allowed.removeAll(denied);
        return allowed;
    }

    Set<AccountName> accounts() {
        return new TreeSet<>(accounts.keySet());
    }
}
