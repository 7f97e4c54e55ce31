package dev.mandate.model.state;

import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.DesiredState.DesiredGrant;
import dev.mandate.model.subject.SubjectId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A desired state put back to what was held at an earlier moment, as far as that is Mandate's to change. What a Hold, a
 * leaving, a suspension, an expiry or a constraint forbids today does not come back.
 */
public final class Restored {
    private final DesiredState desired;
    private final ManagedScope scope;
    private final Policy policy;
    private final Deployment deployment;
    private final Function<SubjectId, Set<RoleId>> rolesNow;

    private Restored(
            DesiredState desired,
            ManagedScope scope,
            Policy policy,
            Deployment deployment,
            Function<SubjectId, Set<RoleId>> rolesNow) {
        this.desired = desired;
        this.scope = scope;
        this.policy = policy;
        this.deployment = deployment;
        this.rolesNow = rolesNow;
    }

    /**
     * The state to restore.
     *
     * @param desired what policy says today
     * @param scope what Mandate may change
     * @param held what was held then, and was not drift then
     * @param rolesNow the roles that a subject is authorised for today, anywhere
     */
    public static DesiredState of(
            DesiredState desired,
            ManagedScope scope,
            Set<Grant> held,
            Policy policy,
            Deployment deployment,
            Function<SubjectId, Set<RoleId>> rolesNow) {
        return new Restored(desired, scope, policy, deployment, rolesNow).state(held);
    }

    private DesiredState state(Set<Grant> held) {
        Map<Grant, DesiredGrant> grants = new HashMap<>();
        for (Grant grant : held) {
            if (scope.ownership(grant).owned() && mayReturn(grant)) {
                grants.put(grant.key(), new DesiredGrant(grant, SourceSet.EMPTY));
            }
        }
        Map<Grant, Cause> given = new HashMap<>(desired.given());
        Set<Grant> literals = Set.copyOf(grants.keySet());
        desired.grants().forEach((key, today) -> {
            if (!scope.ownership(today.grant()).owned()) {
                grants.put(key, today);
            } else if (!literals.contains(key)) {
                given.put(key, Cause.POLICY);
            }
        });
        return new DesiredState(
                desired.deployment(),
                desired.revisions(),
                desired.asOf(),
                desired.vocabulary(),
                accounts(grants.keySet()),
                desired.appRoles(),
                desired.deleting(),
                grants,
                desired.withheld(),
                desired.ending(),
                given,
                desired.frozen(),
                desired.forbidden(),
                desired.findings());
    }

    /** Whoever gets something back needs an account that is open. */
    private Map<dev.mandate.model.access.AccountName, DesiredAccount> accounts(Set<Grant> grants) {
        Set<Principal> holders = new HashSet<>();
        grants.forEach(grant -> holders.add(grant.principal()));
        var accounts = new HashMap<>(desired.accounts());
        accounts.replaceAll((name, account) ->
                account.status() == AccountStatus.UNKNOWN && holders.contains(new Principal.Account(name))
                        ? new DesiredAccount(
                                name, account.subject(), AccountStatus.ENABLED, account.linked(), account.attributes())
                        : account);
        return accounts;
    }

    private boolean mayReturn(Grant grant) {
        Grant key = grant.key();
        if (desired.withheld().containsKey(key) || isForbidden(key)) {
            return false;
        }
        Cause ended = desired.given().get(key);
        if (ended != null && ended.urgent()) {
            return false;
        }
        if (!(grant.principal() instanceof Principal.Account(var name))) {
            return true;
        }
        DesiredAccount account = desired.accounts().get(name);
        return account != null
                && !desired.ending().containsKey(name)
                && (desired.grants().containsKey(key) || !isConstrained(account.subject(), key.entitlement()));
    }

    private boolean isForbidden(Grant key) {
        return desired.forbidden().getOrDefault(key.principal(), List.of()).stream()
                .anyMatch(entitlement -> Patterns.meet(entitlement, key.entitlement()));
    }

    /** Whether the roles that give it would be one too many beside those that the subject has today. */
    private boolean isConstrained(SubjectId subject, Entitlement entitlement) {
        if (policy.constraints().isEmpty()) {
            return false;
        }
        Set<RoleId> now = rolesNow.apply(subject);
        Set<RoleId> back = new HashSet<>();
        for (Role role : policy.roles()) {
            if (!now.contains(role.id()) && gives(role, entitlement)) {
                back.add(role.id());
            }
        }
        return policy.constraints().stream()
                .filter(constraint -> constraint.effect() == Constraint.Enforcement.ENFORCE)
                .anyMatch(constraint -> {
                    long has = constraint.roles().stream().filter(now::contains).count();
                    boolean more = constraint.roles().stream().anyMatch(back::contains);
                    return more && has >= constraint.atMost();
                });
    }

    private boolean gives(Role role, Entitlement entitlement) {
        return role.gives().stream()
                .filter(clause -> clause.where().matches(deployment))
                .flatMap(clause -> clause.entitlements().stream())
                .anyMatch(given -> given.key().equals(entitlement));
    }
}
