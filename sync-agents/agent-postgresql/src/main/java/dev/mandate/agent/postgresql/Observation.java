package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.postgresql.Catalogue.Item;
import dev.mandate.agent.postgresql.Catalogue.Membership;
import dev.mandate.agent.postgresql.Catalogue.Privilege;
import dev.mandate.agent.postgresql.Catalogue.Role;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link Catalogue} in Mandate's words. */
final class Observation {
    static final String ADMIN = "admin";
    static final String INHERIT = "inherit";
    static final String SET = "set";
    static final String GRANTABLE = "grantable";
    static final String ATTRIBUTE_KIND = "attribute";

    private static final Principal ANYONE = new Principal.Anyone();
    private static final SortedMap<String, String> CAN_PASS_ON = new TreeMap<>(Map.of(GRANTABLE, "true"));

    private final Catalogue catalogue;
    private final Predicate<String> knownAccount;
    private final String self;
    private final boolean sixteen;
    private final Map<Long, Principal> principals = new HashMap<>();
    private final Map<Grant, ObservedGrant> grants = new HashMap<>();

    /**
     * @param knownAccounts roles that are accounts even if they cannot log in
     * @param self the agent's own role
     */
    Observation(Catalogue catalogue, Set<AccountName> knownAccounts, String self, boolean sixteen) {
        this.catalogue = catalogue;
        this.knownAccount = spelled -> knownAccounts.contains(AccountName.of(spelled));
        this.self = self;
        this.sixteen = sixteen;
        for (Role role : catalogue.roles()) {
            principals.put(role.oid(), principal(role));
        }
        principals.put(Catalogue.PUBLIC, ANYONE);
    }

    private Principal principal(Role role) {
        String spelled = Spelling.spell(role.name());
        return role.login() || knownAccount.test(spelled)
                ? new Principal.Account(AccountName.of(spelled))
                : new Principal.AppRole(AppRoleName.of(spelled));
    }

    Optional<Principal> principal(long oid) {
        return Optional.ofNullable(principals.get(oid));
    }

    Map<AccountName, ObservedAccount> accounts(Predicate<Principal> wanted) {
        var accounts = new HashMap<AccountName, ObservedAccount>();
        for (Role role : catalogue.roles()) {
            if (principals.get(role.oid()) instanceof Principal.Account account && wanted.test(account)) {
                accounts.put(
                        account.name(),
                        new ObservedAccount(
                                account.name(),
                                kind(role),
                                role.login() ? AccountStatus.ENABLED : AccountStatus.DISABLED,
                                String.valueOf(role.oid()),
                                role.superuser(),
                                Map.of()));
            }
        }
        return accounts;
    }

    Map<AppRoleName, ObservedAppRole> appRoles(Predicate<Principal> wanted) {
        var appRoles = new HashMap<AppRoleName, ObservedAppRole>();
        for (Role role : catalogue.roles()) {
            if (principals.get(role.oid()) instanceof Principal.AppRole appRole && wanted.test(appRole)) {
                appRoles.put(appRole.name(), new ObservedAppRole(appRole.name(), role.predefined(), role.superuser()));
            }
        }
        return appRoles;
    }

    /**
     * Every grant in the catalogue, by key. Several grantors of one thing make one grant with the options of all,
     * fixed if one of them is out of the agent's reach.
     */
    Map<Grant, ObservedGrant> grants() {
        if (grants.isEmpty()) {
            var byRole = new HashMap<Long, Entitlement>();
            for (Membership membership : catalogue.memberships()) {
                Entitlement plain = byRole.computeIfAbsent(
                        membership.role(),
                        oid -> Entitlement.memberOf(
                                AppRoleName.of(Spelling.spell(role(oid).name()))));
                add(membership.member(), plain, options(membership), fixed(membership));
            }
            for (Securable kind : Securable.values()) {
                catalogue.items(kind).forEach(this::add);
            }
        }
        return grants;
    }

    private void add(Item item) {
        var byAction = new HashMap<String, Entitlement>();
        for (Privilege privilege : item.privileges()) {
            Entitlement plain = byAction.computeIfAbsent(
                    privilege.action(), action -> Entitlement.of(item.kind().kind(), item.resource(), action));
            add(
                    privilege.grantee(),
                    plain,
                    privilege.grantable() && privilege.grantee() != item.owner() ? CAN_PASS_ON : plain.options(),
                    fixed(item, privilege));
        }
    }

    /** The powers that come with a role itself; shown, never changed. */
    void addAttributes(Predicate<Principal> wanted) {
        for (Role role : catalogue.roles()) {
            Principal principal = principals.get(role.oid());
            if (principal == null || !wanted.test(principal)) {
                continue;
            }
            attribute(principal, "CREATEROLE", role.createRole());
            attribute(principal, "CREATEDB", role.createDatabase());
            attribute(principal, "REPLICATION", role.replication());
            attribute(principal, "BYPASSRLS", role.bypassRls());
        }
    }

    private void attribute(Principal principal, String name, boolean held) {
        if (held) {
            var grant = new Grant(principal, Entitlement.of(ATTRIBUTE_KIND, name, null));
            grants().put(grant, new ObservedGrant(grant, "a role attribute, which Mandate does not change"));
        }
    }

    private void add(long holder, Entitlement plain, SortedMap<String, String> options, @Nullable String fixed) {
        Principal principal = principals.get(holder);
        if (principal == null) {
            throw new UnknownRole(holder);
        }
        var key = new Grant(principal, plain);
        var grant = options.isEmpty() ? key : new Grant(principal, with(plain, options));
        grants.merge(key, new ObservedGrant(grant, fixed), Observation::merged);
    }

    private static Entitlement with(Entitlement plain, SortedMap<String, String> options) {
        return new Entitlement(
                plain.kind(), plain.resource(), plain.pattern(), plain.action(), Effect.ALLOW, null, options);
    }

    private static ObservedGrant merged(ObservedGrant one, ObservedGrant other) {
        SortedMap<String, String> options = new TreeMap<>();
        var mine = one.grant().entitlement().options();
        var theirs = other.grant().entitlement().options();
        for (String wider : List.of(ADMIN, GRANTABLE)) {
            if (mine.containsKey(wider) || theirs.containsKey(wider)) {
                options.put(wider, "true");
            }
        }
        for (String narrower : List.of(INHERIT, SET)) {
            if (mine.containsKey(narrower) && theirs.containsKey(narrower)) {
                options.put(narrower, "false");
            }
        }
        Entitlement plain = one.grant().entitlement().key();
        return new ObservedGrant(
                new Grant(one.grant().principal(), options.isEmpty() ? plain : with(plain, options)),
                one.fixed() != null ? one.fixed() : other.fixed());
    }

    /** Of each pattern: on how many of the objects it matches its principal holds just what it gives. */
    Map<Grant, Coverage> coverage(Set<Grant> patterns) {
        var coverage = new HashMap<Grant, Coverage>();
        for (Grant pattern : patterns) {
            int held = 0;
            int matched = 0;
            for (Item item : matching(pattern.entitlement())) {
                matched++;
                held += holds(pattern, item) ? 1 : 0;
            }
            coverage.put(pattern.key(), new Coverage(held, matched));
        }
        return coverage;
    }

    /** What a pattern gives on one of the objects it matches. */
    static Grant on(Item item, Grant pattern) {
        Entitlement entitlement = pattern.entitlement();
        return new Grant(
                pattern.principal(),
                new Entitlement(
                        entitlement.kind(),
                        item.resource(),
                        false,
                        entitlement.action(),
                        entitlement.effect(),
                        entitlement.condition(),
                        entitlement.options()));
    }

    boolean holds(Grant pattern, Item item) {
        Grant wanted = on(item, pattern);
        ObservedGrant found = grants().get(wanted.key());
        return found != null && (found.grant().equals(wanted) || found.fixed() != null);
    }

    /** Objects of the catalogue that did not come with PostgreSQL. */
    List<Item> matching(Entitlement pattern) {
        return Securable.ofKind(pattern.kind()).stream()
                .flatMap(kind -> catalogue.items(kind).stream())
                .filter(item -> !item.system() && Patterns.matches(pattern.resource(), item.resource()))
                .toList();
    }

    private AccountKind kind(Role role) {
        if (role.name().equals(self)) {
            return AccountKind.AGENT;
        }
        if (role.oid() == Catalogue.BOOTSTRAP) {
            return AccountKind.BUILT_IN;
        }
        return role.replication() ? AccountKind.SERVICE : AccountKind.PERSONAL;
    }

    private SortedMap<String, String> options(Membership membership) {
        if (!membership.admin() && membership.inherit() && membership.set()) {
            return NONE;
        }
        var options = new TreeMap<String, String>();
        if (membership.admin()) {
            options.put(ADMIN, "true");
        }
        if (!membership.inherit()) {
            options.put(INHERIT, "false");
        }
        if (!membership.set()) {
            options.put(SET, "false");
        }
        return options;
    }

    private static final SortedMap<String, String> NONE = new TreeMap<>();

    private @Nullable String fixed(Membership membership) {
        Role member = role(membership.member());
        if (member.predefined()) {
            return "PostgreSQL gives it to its predefined role";
        }
        if (!sixteen) {
            return null;
        }
        if (madeByCreating(membership, member)) {
            return "PostgreSQL gives it to whoever creates the role";
        }
        Role grantor = role(membership.grantor());
        return grantor.usable() ? null : grantedBy(grantor);
    }

    /** From 16 on, CREATE ROLE by a non-superuser makes its author an administrator of the new role, and no more. */
    private static boolean madeByCreating(Membership membership, Role member) {
        return membership.grantor() == Catalogue.BOOTSTRAP
                && member.createRole()
                && membership.admin()
                && !membership.inherit()
                && !membership.set();
    }

    private @Nullable String fixed(Item item, Privilege privilege) {
        if (privilege.grantee() == item.owner()) {
            return item.kind().isDefault() ? "the creator's own right" : "the owner's own right";
        }
        if (privilege.grantee() == Catalogue.PUBLIC) {
            return item.implicit()
                    ? "PostgreSQL gives it to PUBLIC by default"
                    : "held by PUBLIC, which Mandate does not change";
        }
        if (role(privilege.grantee()).predefined()) {
            return "held by a predefined role";
        }
        Role grantor = role(privilege.grantor());
        boolean asOwner = privilege.grantor() == item.owner() && grantor.usable();
        return asOwner || grantor.settable() || grantor.name().equals(self) ? null : grantedBy(grantor);
    }

    private static String grantedBy(Role grantor) {
        return "granted by " + Spelling.spell(grantor.name()) + ", for whom this agent may not act";
    }

    private Role role(long oid) {
        return catalogue.role(oid).orElseThrow(() -> new UnknownRole(oid));
    }

    /** A role appeared between two queries, or an access list names one that is gone. */
    static final class UnknownRole extends RuntimeException {
        UnknownRole(long oid) {
            super("access lists name a role with oid " + oid + ", which does not exist");
        }
    }
}
