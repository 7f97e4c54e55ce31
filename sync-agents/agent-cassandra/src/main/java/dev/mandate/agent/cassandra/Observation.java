package dev.mandate.agent.cassandra;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Roles and permissions in Mandate's words. */
final class Observation {
    static final String ATTRIBUTE = "attribute";

    private static final String SUPERUSER = "SUPERUSER";

    private final Map<String, Role> roles;
    private final Set<AccountName> knownAccounts;
    private final String self;
    private final Set<String> own;
    private final Map<Grant, ObservedGrant> grants = new HashMap<>();

    /**
     * @param roles every role, by name
     * @param knownAccounts roles that are accounts even if they cannot log in
     * @param self the agent's own role
     */
    Observation(Map<String, Role> roles, Set<AccountName> knownAccounts, String self) {
        this.roles = roles;
        this.knownAccounts = Set.copyOf(knownAccounts);
        this.self = self;
        this.own = ofTheAgent();
    }

    /** The agent's role and all that it is a member of. */
    private Set<String> ofTheAgent() {
        var all = new HashSet<String>();
        var open = new ArrayDeque<String>(Set.of(self));
        while (!open.isEmpty()) {
            String next = open.pop();
            Role role = roles.get(next);
            if (all.add(next) && role != null) {
                open.addAll(role.memberOf());
            }
        }
        return all;
    }

    /** A role that is gone left its permissions as a role without LOGIN would hold them. */
    Principal principal(String name) {
        String spelled = Names.spell(name);
        Role role = roles.get(name);
        boolean login = role != null && role.login();
        return login || knownAccounts.contains(AccountName.of(spelled))
                ? new Principal.Account(AccountName.of(spelled))
                : new Principal.AppRole(AppRoleName.of(spelled));
    }

    Map<AccountName, ObservedAccount> accounts(Predicate<Principal> wanted) {
        var accounts = new HashMap<AccountName, ObservedAccount>();
        for (Role role : roles.values()) {
            if (principal(role.name()) instanceof Principal.Account account && wanted.test(account)) {
                accounts.put(
                        account.name(),
                        new ObservedAccount(
                                account.name(),
                                kind(role),
                                role.login() ? AccountStatus.ENABLED : AccountStatus.DISABLED,
                                null,
                                role.superuser(),
                                Map.of()));
            }
        }
        return accounts;
    }

    private AccountKind kind(Role role) {
        if (role.name().equals(self)) {
            return AccountKind.AGENT;
        }
        return role.name().equals(Role.DEFAULT_SUPERUSER) ? AccountKind.BUILT_IN : AccountKind.PERSONAL;
    }

    Map<AppRoleName, ObservedAppRole> appRoles(Predicate<Principal> wanted) {
        var appRoles = new HashMap<AppRoleName, ObservedAppRole>();
        for (Role role : roles.values()) {
            if (principal(role.name()) instanceof Principal.AppRole appRole && wanted.test(appRole)) {
                appRoles.put(appRole.name(), new ObservedAppRole(appRole.name(), false, role.superuser()));
            }
        }
        return appRoles;
    }

    /** Memberships and attributes of what is wanted, and who is a member of it. */
    Observation addMemberships(Predicate<Principal> wanted) {
        for (Role role : roles.values()) {
            Principal member = principal(role.name());
            boolean itself = wanted.test(member);
            for (String group : role.memberOf()) {
                if (itself || wanted.test(principal(group))) {
                    add(member, Entitlement.memberOf(AppRoleName.of(Names.spell(group))), fixed(role, group));
                }
            }
            if (itself && role.superuser()) {
                add(
                        member,
                        Entitlement.of(ATTRIBUTE, SUPERUSER, null),
                        "a role attribute, which Mandate does not change");
            }
        }
        return this;
    }

    private @Nullable String fixed(Role member, String group) {
        if (!roles.containsKey(group)) {
            return "the role '" + Names.spell(group) + "' does not exist any more";
        }
        return own.contains(member.name()) ? "the agent has its own rights from it" : null;
    }

    Observation addPermissions(Collection<Held> permissions) {
        for (Held held : permissions) {
            add(
                    principal(held.role()),
                    Entitlement.of(held.resource().kind(), held.resource().name(), held.action()),
                    fixed(held));
        }
        return this;
    }

    private @Nullable String fixed(Held held) {
        if (!roles.containsKey(held.role())) {
            return "left over of a role that does not exist: whoever makes one of this name gives it that again";
        }
        if (own.contains(held.role())) {
            return "the agent's own right; Cassandra gives some to whoever makes a role";
        }
        return held.resource().kind().equals(Resource.OTHER) ? "of a sort that this agent does not know" : null;
    }

    private void add(Principal holder, Entitlement entitlement, @Nullable String fixed) {
        var grant = new Grant(holder, entitlement);
        grants.put(grant, new ObservedGrant(grant, fixed));
    }

    Map<Grant, ObservedGrant> grants() {
        return grants;
    }
}
