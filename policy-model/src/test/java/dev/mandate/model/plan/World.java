package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.PlanLimits.Ability;
import dev.mandate.model.plan.PlanLimits.Unit;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.DesiredAccount;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.state.Revisions;
import dev.mandate.model.state.SourceSet;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Both sides of one deployment, in words: what is desired, what was observed, what is managed. */
final class World {
    static final DeploymentId WAREHOUSE = DeploymentId.of("warehouse");
    static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    static final Vocabulary VOCABULARY = vocabulary();

    Modes modes = new Modes(Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE);
    PlanLimits limits = new PlanLimits("pin-1", Unit.PRINCIPAL, 100, Set.of(Ability.values()));
    ReadScope read = new ReadScope.Full(Set.of());
    final Map<AccountName, DesiredAccount> desiredAccounts;
    final Set<AppRoleName> desiredRoles;
    final Set<AppRoleName> deleting;
    final Map<Grant, DesiredState.DesiredGrant> desired;
    final Map<Grant, Cause> withheld = new HashMap<>();
    final Map<AccountName, Cause> ending = new HashMap<>();
    final Map<Grant, Cause> given = new HashMap<>();
    final Set<Grant> frozen = new HashSet<>();
    final Map<Principal, List<Entitlement>> forbidden = new HashMap<>();
    final List<Finding> findings = new ArrayList<>();
    final Map<AccountName, ObservedAccount> observedAccounts;
    final Map<AppRoleName, ObservedAppRole> observedRoles;
    final Map<Grant, ObservedGrant> observed;
    final Map<Grant, Coverage> coverage = new HashMap<>();
    final Set<AppRoleName> named = new TreeSet<>();
    final Set<AccountName> made = new TreeSet<>();
    final SortedMap<Principal, String> excluded = new TreeMap<>();
    final List<Entitlement> protect = new ArrayList<>();

    World() {
        this(
                new HashMap<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>());
    }

    World(
            Map<AccountName, DesiredAccount> desiredAccounts,
            Set<AppRoleName> desiredRoles,
            Set<AppRoleName> deleting,
            Map<Grant, DesiredState.DesiredGrant> desired,
            Map<AccountName, ObservedAccount> observedAccounts,
            Map<AppRoleName, ObservedAppRole> observedRoles,
            Map<Grant, ObservedGrant> observed) {
        this.desiredAccounts = desiredAccounts;
        this.desiredRoles = desiredRoles;
        this.deleting = deleting;
        this.desired = desired;
        this.observedAccounts = observedAccounts;
        this.observedRoles = observedRoles;
        this.observed = observed;
    }

    private static Vocabulary vocabulary() {
        var kinds = new TreeMap<String, Vocabulary.Kind>();
        kinds.put("role", kind("role", Facet.MEMBERSHIPS, List.of(), Direction.WIDENS, Risk.STANDARD));
        kinds.put("table", kind("table", Facet.ROLE_CONTENT, List.of("SELECT"), Direction.WIDENS, Risk.STANDARD));
        kinds.put("admin", kind("admin", Facet.ROLE_CONTENT, List.of(), Direction.WIDENS, Risk.CRITICAL));
        kinds.put("filter", kind("filter", Facet.ROLE_CONTENT, List.of(), Direction.NARROWS, Risk.ELEVATED));
        kinds.put("odd", kind("odd", Facet.ROLE_CONTENT, List.of(), Direction.BOTH, Risk.ELEVATED));
        return new Vocabulary(
                ApplicationName.of("warehouse"),
                Release.of("1.0"),
                kinds,
                List.of(new Vocabulary.Item(EntitlementText.parse("role:admin"), Risk.CRITICAL, null, null)),
                Set.of(AppRoleName.of("shipped")),
                List.of(EntitlementText.parse("table:website SELECT")));
    }

    private static Vocabulary.Kind kind(String name, Facet facet, List<String> actions, Direction adding, Risk risk) {
        return new Vocabulary.Kind(name, facet, actions, true, adding, risk, Map.of("", "can"), Set.of("admin"));
    }

    /** {@code "ann role:analyst"} is of account ann, {@code "app-role:analyst table:t SELECT"} of an AppRole. */
    static Grant grant(String text) {
        int blank = text.indexOf(' ');
        return new Grant(principal(text.substring(0, blank)), EntitlementText.parse(text.substring(blank + 1)));
    }

    static Principal principal(String text) {
        if (text.equals("anyone")) {
            return new Principal.Anyone();
        }
        return text.startsWith("app-role:")
                ? new Principal.AppRole(AppRoleName.of(text.substring(9)))
                : new Principal.Account(AccountName.of(text));
    }

    /** An enabled personal account on both sides, made by Mandate. */
    World account(String name) {
        return desireAccount(name, AccountStatus.ENABLED, true)
                .observeAccount(name, AccountKind.PERSONAL, AccountStatus.ENABLED, false)
                .made(name);
    }

    World desireAccount(String name, AccountStatus status, boolean linked) {
        var account = AccountName.of(name);
        desiredAccounts.put(
                account,
                new DesiredAccount(account, SubjectId.of("subject-" + name), status, linked, Map.of("email", name)));
        return this;
    }

    World observeAccount(String name, AccountKind kind, AccountStatus status, boolean superuser) {
        var account = AccountName.of(name);
        observedAccounts.put(account, new ObservedAccount(account, kind, status, null, superuser, Map.of()));
        return this;
    }

    World made(String name) {
        made.add(AccountName.of(name));
        return this;
    }

    /** An AppRole on both sides that Mandate defines. */
    World defined(String... names) {
        for (String name : names) {
            desiredRoles.add(AppRoleName.of(name));
        }
        return found(names);
    }

    /** An AppRole that exists there, defined by nobody. */
    World found(String... names) {
        for (String name : names) {
            observedRoles.put(AppRoleName.of(name), new ObservedAppRole(AppRoleName.of(name), false, false));
        }
        return this;
    }

    World named(String... names) {
        for (String name : names) {
            named.add(AppRoleName.of(name));
        }
        return found(names);
    }

    World desire(String... grants) {
        for (String text : grants) {
            Grant grant = grant(text);
            desired.put(grant.key(), new DesiredState.DesiredGrant(grant, SourceSet.EMPTY));
        }
        return this;
    }

    World observe(String... grants) {
        for (String text : grants) {
            Grant grant = grant(text);
            observed.put(grant.key(), ObservedGrant.of(grant));
        }
        return this;
    }

    World observeFixed(String text, @Nullable String fixed) {
        observed.put(grant(text).key(), new ObservedGrant(grant(text), fixed));
        return this;
    }

    World covered(String pattern, int held, int matched) {
        coverage.put(grant(pattern).key(), new Coverage(held, matched));
        return this;
    }

    /** A leaver: the account is desired disabled and may hold nothing. */
    World leaver(String name, Cause cause) {
        ending.put(AccountName.of(name), cause);
        return desireAccount(name, AccountStatus.DISABLED, true);
    }

    DesiredState desired() {
        return new DesiredState(
                WAREHOUSE,
                new Revisions(1, 1, 1),
                NOW,
                VOCABULARY,
                desiredAccounts,
                desiredRoles,
                deleting,
                desired,
                withheld,
                ending,
                given,
                frozen,
                forbidden,
                findings);
    }

    ObservedState observed() {
        return new ObservedState(WAREHOUSE, read, NOW, observedAccounts, observedRoles, observed, coverage);
    }

    ManagedScope scope() {
        var defined = new TreeSet<>(desiredRoles);
        defined.addAll(deleting);
        var allNamed = new TreeSet<>(named);
        allNamed.addAll(defined);
        var accounts = new TreeSet<>(made);
        desiredAccounts.values().stream()
                .filter(account -> !account.linked() && !observedAccounts.containsKey(account.name()))
                .forEach(account -> accounts.add(account.name()));
        return new ManagedScope(modes, VOCABULARY, defined, allNamed, accounts, excluded, protect);
    }

    List<Drift> drift() {
        return Drift.between(desired(), observed(), scope());
    }

    Plan plan() {
        return Planner.plan(desired(), observed(), scope(), limits);
    }

    /** One line per change: lane, batch, what. */
    List<String> lines() {
        return plan().batches().stream()
                .flatMap(batch -> batch.changes().stream()
                        .map(planned -> batch.lane().number() + "." + batch.number() + " " + say(planned.change())))
                .toList();
    }

    static String say(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> "create account:" + create.account();
            case Change.SetAccountStatus status ->
                status.to().name().toLowerCase(java.util.Locale.ROOT) + " account:" + status.account();
            case Change.CreateAppRole create -> "create app-role:" + create.role();
            case Change.DeleteAppRole delete -> "delete app-role:" + delete.role();
            case Change.AddGrant add -> "add " + add.grant();
            case Change.RemoveGrant remove -> "remove " + remove.grant();
            case Change.AlterGrant alter ->
                "alter " + alter.from() + " to " + alter.to().entitlement();
        };
    }
}
