package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who holds what in a deployment according to its last complete read: what percentages are of, and whom a change
 * reaches through AppRoles. Not safe for several threads.
 */
public final class Standing {
    private final Set<AccountName> accounts;
    private final Set<AccountName> disabled;
    private final Set<AccountName> superusers;
    private final long ownedGrants;
    private final Map<AppRoleName, Set<Principal>> members = new HashMap<>();
    private final Map<Entitlement, Set<Principal>> holders = new HashMap<>();
    private final Map<AppRoleName, Set<AccountName>> reached = new HashMap<>();

    private Standing(
            Set<AccountName> accounts, Set<AccountName> disabled, Set<AccountName> superusers, long ownedGrants) {
        this.accounts = Set.copyOf(accounts);
        this.disabled = Set.copyOf(disabled);
        this.superusers = Set.copyOf(superusers);
        this.ownedGrants = ownedGrants;
    }

    /** As the last complete read says; empty before there was one. */
    public static Standing of(ObservedState read, ManagedScope scope) {
        var disabled = new HashSet<AccountName>();
        var superusers = new HashSet<AccountName>();
        read.accounts().forEach((name, account) -> {
            if (account.status() == AccountStatus.DISABLED) {
                disabled.add(name);
            }
            if (account.superuser()) {
                superusers.add(name);
            }
        });
        long owned = read.grants().values().stream()
                .filter(grant -> scope.ownership(grant.grant()).owned())
                .count();
        var standing = new Standing(read.accounts().keySet(), disabled, superusers, owned);
        read.grants().keySet().forEach(standing::add);
        return standing;
    }

    /** Before a deployment was ever read completely. */
    public static Standing nothing() {
        return new Standing(Set.of(), Set.of(), Set.of(), 0);
    }

    private void add(Grant grant) {
        holders.computeIfAbsent(grant.entitlement().key(), ignored -> new HashSet<>(2))
                .add(grant.principal());
        grant.entitlement()
                .memberOf()
                .ifPresent(role -> members.computeIfAbsent(role, ignored -> new HashSet<>())
                        .add(grant.principal()));
    }

    public long ownedGrants() {
        return ownedGrants;
    }

    public Set<AccountName> accounts() {
        return accounts;
    }

    /** How many principals are direct members of an AppRole. */
    public int members(AppRoleName role) {
        return members.getOrDefault(role, Set.of()).size();
    }

    /** Everything that somebody holds, without condition and options. */
    Set<Entitlement> entitlements() {
        return Collections.unmodifiableSet(holders.keySet());
    }

    boolean isHeld(Entitlement entitlement) {
        return holders.containsKey(entitlement.key());
    }

    /** The accounts whose access depends on what this principal holds; everybody where that cannot be known. */
    public Set<AccountName> people(Principal principal) {
        return switch (principal) {
            case Principal.Account(var account) -> Set.of(account);
            case Principal.AppRole(var role) ->
                reached.computeIfAbsent(role, ignored -> reach(Set.of(principal), grant -> true));
            case Principal.ExternalGroup ignored -> accounts;
            case Principal.Anyone ignored -> accounts;
        };
    }

    /** The enabled accounts that hold any of these, also through AppRoles, while only the accepted grants are left. */
    SortedSet<AccountName> holders(Collection<Entitlement> entitlements, Predicate<Grant> left) {
        var start = new HashSet<Principal>();
        for (Entitlement entitlement : entitlements) {
            for (Principal holder : holders.getOrDefault(entitlement.key(), Set.of())) {
                if (left.test(new Grant(holder, entitlement.key()))) {
                    start.add(holder);
                }
            }
        }
        SortedSet<AccountName> found = new TreeSet<>(reach(start, left));
        found.addAll(superusers);
        found.removeAll(disabled);
        return found;
    }

    /** The AppRoles that hold any of these, also through AppRoles. */
    Set<AppRoleName> rolesWith(Collection<Entitlement> entitlements, Collection<AppRoleName> more) {
        var found = new HashSet<>(more);
        for (Entitlement entitlement : entitlements) {
            for (Principal holder : holders.getOrDefault(entitlement.key(), Set.of())) {
                if (holder instanceof Principal.AppRole(var role)) {
                    found.add(role);
                }
            }
        }
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (Principal member : members.getOrDefault(open.remove(), Set.of())) {
                if (member instanceof Principal.AppRole(var role) && found.add(role)) {
                    open.add(role);
                }
            }
        }
        return found;
    }

    private Set<AccountName> reach(Set<Principal> start, Predicate<Grant> left) {
        var found = new HashSet<AccountName>();
        var seen = new HashSet<>(start);
        var open = new ArrayDeque<>(List.copyOf(start));
        while (!open.isEmpty()) {
            switch (open.remove()) {
                case Principal.Account(var account) -> found.add(account);
                case Principal.AppRole(var role) -> {
                    Entitlement membership = Entitlement.memberOf(role);
                    for (Principal member : members.getOrDefault(role, Set.of())) {
                        if (left.test(new Grant(member, membership)) && seen.add(member)) {
                            open.add(member);
                        }
                    }
                }
                case Principal.ExternalGroup ignored -> found.addAll(accounts);
                case Principal.Anyone ignored -> found.addAll(accounts);
            }
        }
        return found;
    }
}
