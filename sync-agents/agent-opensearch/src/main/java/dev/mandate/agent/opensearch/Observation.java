package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Spelling;
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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The three documents in the words of the model. */
final class Observation {
    private static final String ALL_ACCESS = "all_access";
    private static final String RESERVED =
            " is reserved or comes with the plugin; only who holds an administrator's certificate can change it";

    final Map<AccountName, ObservedAccount> accounts = new HashMap<>();
    final Map<AppRoleName, ObservedAppRole> appRoles = new HashMap<>();
    final Map<Grant, ObservedGrant> grants = new HashMap<>();

    private final String self;
    private final Predicate<Principal> accountsOf;
    private final Predicate<Grant> grantsOf;

    /** Of all principals, or of those who are asked for. */
    Observation(String self, Predicate<Principal> wanted) {
        this.self = self;
        this.accountsOf = wanted;
        this.grantsOf = grant -> wanted.test(grant.principal())
                || grant.entitlement()
                        .memberOf()
                        .filter(role -> wanted.test(new Principal.AppRole(role)))
                        .isPresent();
    }

    Observation add(Directory directory) {
        directory.users().forEach(this::user);
        directory.mappings().forEach(this::mapping);
        directory.roles().forEach(this::role);
        return this;
    }

    private void user(String user, StoredUser stored) {
        Principal.Account account = account(user);
        if (accountsOf.test(account)) {
            put(account.name(), user, stored.reserved() ? AccountKind.BUILT_IN : AccountKind.PERSONAL, stored);
        }
        String fixed = stored.reserved() ? "the user " + user + RESERVED : null;
        stored.directRoles().forEach(role -> grant(account, memberOf(role), fixed));
        stored.backendRoles()
                .forEach(role -> grant(
                        account,
                        named("backend role", role, name -> Entitlement.of(Content.BACKEND_ROLE, name, null)),
                        fixed));
    }

    private void put(AccountName name, String user, AccountKind kind, @Nullable StoredUser stored) {
        accounts.put(
                name,
                new ObservedAccount(
                        name,
                        user.equals(self) ? AccountKind.AGENT : kind,
                        stored == null ? AccountStatus.UNKNOWN : AccountStatus.ENABLED,
                        null,
                        false,
                        stored == null ? Map.of() : stored.attributes()));
    }

    /** Who is named there may be an internal user, or come from elsewhere. */
    private void mapping(String role, StoredMapping mapping) {
        Entitlement memberOf = memberOf(role);
        String fixed = mapping.reserved() ? "the mapping of " + role + RESERVED : null;
        for (String user : mapping.users()) {
            if (user.equals("*")) {
                grant(new Principal.Anyone(), memberOf, fixed);
                continue;
            }
            Principal.Account account = account(user);
            grant(account, memberOf, fixed);
            if (grantsOf.test(new Grant(account, memberOf)) && !accounts.containsKey(account.name())) {
                elsewhere(account, user);
            }
        }
        mapping.backendRoles().forEach(name -> grant(group(new Groups.Backend(name)), memberOf, fixed));
        mapping.hosts().forEach(host -> grant(group(new Groups.Host(host)), memberOf, fixed));
        if (!mapping.allOf().isEmpty()) {
            grant(group(new Groups.AllOf(mapping.allOf())), memberOf, fixed);
        }
    }

    private void elsewhere(Principal.Account account, String user) {
        if (accountsOf.test(account)) {
            put(account.name(), user, Names.wild(user) ? AccountKind.SHARED : AccountKind.PERSONAL, null);
        }
    }

    private void role(String role, StoredRole stored) {
        AppRoleName name = named("role", role, AppRoleName::of);
        var principal = new Principal.AppRole(name);
        if (!accountsOf.test(principal)) {
            return;
        }
        appRoles.put(name, new ObservedAppRole(name, stored.reserved(), role.equals(ALL_ACCESS)));
        String fixed = stored.reserved() ? "the role " + role + RESERVED : null;
        Content.of(stored).forEach(entitlement -> grant(principal, entitlement, fixed));
    }

    /** What is there twice can only be taken away where both can. */
    private void grant(Principal principal, Entitlement entitlement, @Nullable String fixed) {
        var grant = new Grant(principal, entitlement);
        if (grantsOf.test(grant)) {
            grants.merge(
                    grant.key(), new ObservedGrant(grant, fixed), (one, other) -> one.fixed() == null ? other : one);
        }
    }

    private static Principal.Account account(String user) {
        return new Principal.Account(named("user", user, AccountName::of));
    }

    private static Entitlement memberOf(String role) {
        return Entitlement.memberOf(named("role", role, AppRoleName::of));
    }

    private static Principal group(Groups group) {
        String text = Groups.spell(group);
        try {
            return new Principal.ExternalGroup(text);
        } catch (IllegalArgumentException e) {
            throw unusable("backend role or host", text, e);
        }
    }

    private static <T> T named(String what, String name, Function<String, T> reader) {
        try {
            return reader.apply(Spelling.spell(name));
        } catch (IllegalArgumentException e) {
            throw unusable(what, name, e);
        }
    }

    private static AgentException unusable(String what, String name, IllegalArgumentException why) {
        return new AgentException(
                ErrorCode.INCOMPLETE_READ,
                "OpenSearch's " + what + " '" + name.replaceAll("\\p{Cntrl}", "?") + "' cannot be governed: "
                        + why.getMessage() + "; rename or delete it in OpenSearch");
    }
}
