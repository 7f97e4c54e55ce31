package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.Vocabulary;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Mandate may change in one deployment, so that {@code authoritative} never means everything in it. Modes come on
 * top: an owned thing in an observed facet is not changed either.
 *
 * @param defined AppRoles that an {@code app-roles} entry defines: their content is owned
 * @param named AppRoles that a role or an {@code app-roles} entry names: their members are owned
 * @param accounts accounts that are linked and that Mandate made, adopted or is to make
 * @param excluded principals that are never touched, each with the reason
 * @param protect entitlements that nobody is given or deprived of
 */
public record ManagedScope(
        Modes modes,
        Vocabulary vocabulary,
        SortedSet<AppRoleName> defined,
        SortedSet<AppRoleName> named,
        SortedSet<AccountName> accounts,
        SortedMap<Principal, String> excluded,
        List<Entitlement> protect) {
    private static final int LONGEST_LIST = 50;

    public ManagedScope {
        defined = Collections.unmodifiableSortedSet(new TreeSet<>(defined));
        named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
        accounts = Collections.unmodifiableSortedSet(new TreeSet<>(accounts));
        excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
        protect = List.copyOf(protect);
    }

    /**
     * The scope that policy and the deployment's state give.
     *
     * @param made linked accounts that Mandate made or somebody adopted
     * @param self the account the agent itself uses there
     */
    public static ManagedScope of(
            Policy policy,
            Deployment deployment,
            DesiredState desired,
            ObservedState observed,
            Set<AccountName> made,
            AccountName self) {
        var defined = new TreeSet<AppRoleName>(desired.deleting());
        defined.addAll(desired.appRoles());
        policy.appRoles().stream()
                .filter(definition -> definition.where().matches(deployment))
                .map(AppRoleDefinition::name)
                .forEach(defined::add);
        var named = new TreeSet<>(defined);
        policy.roles().stream()
                .map(Role::gives)
                .flatMap(List::stream)
                .filter(clause -> clause.where().matches(deployment))
                .map(Clause::entitlements)
                .flatMap(List::stream)
                .flatMap(entitlement -> entitlement.memberOf().stream())
                .forEach(named::add);
        var accounts = new TreeSet<>(made);
        desired.accounts().values().stream()
                .filter(account -> !account.linked() && !observed.accounts().containsKey(account.name()))
                .forEach(account -> accounts.add(account.name()));
        return new ManagedScope(
                deployment.modes(),
                desired.vocabulary(),
                defined,
                named,
                accounts,
                excluded(desired.vocabulary(), observed, self),
                policy.guards().protect());
    }

    private static SortedMap<Principal, String> excluded(
            Vocabulary vocabulary, ObservedState observed, AccountName self) {
        var excluded = new TreeMap<Principal, String>();
        vocabulary.builtIn().forEach(role -> excluded.put(new Principal.AppRole(role), "the product ships it"));
        for (ObservedAppRole role : observed.appRoles().values()) {
            if (role.builtIn() || role.superuser()) {
                excluded.put(
                        new Principal.AppRole(role.name()),
                        role.builtIn() ? "the product ships it" : "it is a superuser of the product");
            }
        }
        for (ObservedAccount account : observed.accounts().values()) {
            excludedBecause(account).ifPresent(why -> excluded.put(new Principal.Account(account.name()), why));
        }
        excluded.put(new Principal.Account(self), "the agent itself uses it");
        return excluded;
    }

    private static Optional<String> excludedBecause(ObservedAccount account) {
        if (account.superuser()) {
            return Optional.of("it is a superuser of the product");
        }
        return switch (account.kind()) {
            case BUILT_IN -> Optional.of("the product ships it");
            case AGENT -> Optional.of("an agent uses it");
            case PERSONAL, SERVICE, SHARED, EMERGENCY -> Optional.empty();
        };
    }

    /** Whether this grant may be given or taken; every grant of a facet that the vocabulary does not know is outside. */
    public Ownership ownership(Grant grant) {
        String excludedBecause = excluded.get(grant.principal());
        if (excludedBecause != null) {
            return Ownership.unmanaged(grant.principal() + " is outside: " + excludedBecause);
        }
        if (isProtected(grant.entitlement())) {
            return Ownership.unmanaged("policy protects " + grant.entitlement());
        }
        Optional<Facet> facet = facet(grant);
        if (facet.isEmpty()) {
            return Ownership.unmanaged("the vocabulary does not know the kind '"
                    + grant.entitlement().kind() + "'");
        }
        return facet.get() == Facet.MEMBERSHIPS ? membership(grant) : content(grant);
    }

    /** Whether this account may be made, enabled or disabled. */
    public Ownership ownership(AccountName account) {
        String excludedBecause = excluded.get(new Principal.Account(account));
        if (excludedBecause != null) {
            return Ownership.unmanaged("account:" + account + " is outside: " + excludedBecause);
        }
        return accounts.contains(account)
                ? new Ownership.Owned()
                : Ownership.unmanaged("account:" + account + " was neither made nor adopted by Mandate");
    }

    /** Whether this AppRole and its content may be made, changed or deleted. */
    public Ownership ownership(AppRoleName role) {
        String excludedBecause = excluded.get(new Principal.AppRole(role));
        if (excludedBecause != null) {
            return Ownership.unmanaged("app-role:" + role + " is outside: " + excludedBecause);
        }
        return defined.contains(role)
                ? new Ownership.Owned()
                : Ownership.unmanaged("no app-roles entry defines app-role:" + role);
    }

    /** The side of the deployment this grant belongs to; empty where the vocabulary does not know its kind. */
    public Optional<Facet> facet(Grant grant) {
        return vocabulary.kind(grant.entitlement()).map(Vocabulary.Kind::facet);
    }

    /** Whether policy protects this, whatever its condition and options. */
    public boolean isProtected(Entitlement entitlement) {
        return !protect.isEmpty()
                && protect.stream().anyMatch(guarded -> Patterns.covers(guarded.key(), entitlement.key()));
    }

    private Ownership membership(Grant grant) {
        Optional<AppRoleName> role = grant.entitlement().memberOf();
        if (role.isPresent() && named.contains(role.get())) {
            return new Ownership.Owned();
        }
        if (grant.principal() instanceof Principal.AppRole(var member) && defined.contains(member)) {
            return new Ownership.Owned();
        }
        return Ownership.unmanaged("no role and no app-roles entry names " + grant.entitlement());
    }

    private Ownership content(Grant grant) {
        return switch (grant.principal()) {
            case Principal.Account(var account) -> ownership(account);
            case Principal.AppRole(var role) -> ownership(role);
            case Principal.ExternalGroup group -> Ownership.unmanaged("nothing owns what " + group + " holds directly");
            case Principal.Anyone anyone -> Ownership.unmanaged("nothing owns what " + anyone + " holds");
        };
    }

    /** What {@code plan} prints: one line per facet with its mode, one for what stays outside. */
    public List<String> lines() {
        return Stream.of(
                        "accounts (" + modes.accounts().word() + "): " + list(accounts),
                        "memberships (" + modes.memberships().word() + "): members of " + list(named),
                        "role-content (" + modes.roleContent().word() + "): content of " + list(defined),
                        "outside: " + list(excluded.keySet()),
                        "protected: " + list(protect))
                .toList();
    }

    private static String list(Collection<?> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String shown = names.stream().limit(LONGEST_LIST).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() <= LONGEST_LIST ? shown : shown + " and " + (names.size() - LONGEST_LIST) + " more";
    }
}
