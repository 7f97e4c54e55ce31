package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountsHere.Answer;
import dev.mandate.model.state.DesiredState.DesiredGrant;
import dev.mandate.model.state.HoldsHere.Held;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One deployment resolved once: subject by subject, then the AppRoles, then what was given and is no more. */
final class DeploymentResolution {
    private final Resolver resolver;
    private final DeploymentContext context;
    private final DeploymentAccess access;
    private final Map<AccountName, DesiredAccount> accounts = new TreeMap<>();
    private final Map<Grant, DesiredGrant> grants = new LinkedHashMap<>();
    private final Map<Grant, Cause> withheld = new LinkedHashMap<>();
    private final Map<AccountName, Cause> ending = new TreeMap<>();
    private final Map<Grant, Cause> given = new LinkedHashMap<>();
    private final Set<Grant> frozen = new LinkedHashSet<>();
    private final Map<Principal, List<Entitlement>> forbidden = new TreeMap<>();
    private final Set<Finding> findings = new TreeSet<>();

    DeploymentResolution(Resolver resolver, DeploymentContext context, DeploymentAccess access) {
        this.resolver = resolver;
        this.context = context;
        this.access = access;
    }

    DesiredState full() {
        access.concerned().stream().forEach(this::resolve);
        access.holds().principals().forEach(this::hold);
        access.appRoles().bundles().forEach(this::define);
        end(subject -> true);
        return state();
    }

    DesiredState of(Set<SubjectId> only) {
        only.stream()
                .sorted()
                .mapToInt(resolver.subjects()::of)
                .filter(number -> number != Numbering.NONE && access.concerns(number))
                .forEach(this::resolve);
        end(only::contains);
        return state();
    }

    private DesiredState state() {
        findings.addAll(access.findings());
        var deleting = new TreeSet<>(context.defined());
        deleting.removeAll(access.appRoles().bundles().keySet());
        return new DesiredState(
                context.deployment().id(),
                resolver.revisions(),
                resolver.snapshot().asOf(),
                context.vocabulary(),
                accounts,
                access.appRoles().bundles().keySet(),
                deleting,
                grants,
                withheld,
                ending,
                given,
                frozen,
                forbidden,
                List.copyOf(findings));
    }

    private void resolve(int number) {
        Subject subject = resolver.subject(number);
        if (!subject.state().mayHold() && !context.links().containsKey(subject.id())) {
            return;
        }
        switch (access.accounts().of(number, subject)) {
            case Answer.None none -> findings.add(none.finding());
            case Answer.Account account -> resolve(number, subject, account);
        }
    }

    private void resolve(int number, Subject subject, Answer.Account account) {
        var principal = new Principal.Account(account.name());
        Held held = access.holds().on(subject.id(), principal);
        if (!held.entitlements().isEmpty()) {
            forbidden.put(principal, List.copyOf(held.entitlements()));
        }
        boolean active = subject.state().mayHold();
        boolean ends = !active || held.everything();
        if (!active || (ends && !account.linked())) {
            withholdAll(number, principal, active ? Cause.HOLD : Cause.of(subject.state()));
        }
        boolean holds = active && (!ends || account.linked()) && something(number, principal, held);
        if (ends && account.linked()) {
            ending.put(account.name(), active ? Cause.HOLD : Cause.of(subject.state()));
        }
        if (holds || account.linked()) {
            AccountStatus open = holds ? AccountStatus.ENABLED : AccountStatus.UNKNOWN;
            describe(subject, account, ends ? AccountStatus.DISABLED : open);
        }
    }

    private void describe(Subject subject, Answer.Account account, AccountStatus status) {
        var attributes = new HashMap<String, String>();
        subject.attribute(Subject.EMAIL).ifPresent(value -> attributes.put(Subject.EMAIL, value));
        subject.attribute(Subject.NAME).ifPresent(value -> attributes.put(Subject.NAME, value));
        accounts.put(
                account.name(), new DesiredAccount(account.name(), subject.id(), status, account.linked(), attributes));
    }

    private void withholdAll(int number, Principal principal, Cause cause) {
        for (Bundle.Item item : access.bundle(number).items()) {
            withheld.put(new Grant(principal, item.key()), cause);
        }
    }

    /** Gives an active subject what it should have; whether that is anything. */
    private boolean something(int number, Principal principal, Held held) {
        BitSet cut = access.cutRoles(number, held);
        boolean uncut = cut.isEmpty();
        Bundle bundle = uncut ? access.bundle(number) : access.bundle(number, cut);
        Optional<String> unowned = resolver.snapshot().directory().unowned(resolver.subject(number));
        unowned.ifPresent(why -> findings.add(unowned(resolver.subject(number), principal, why)));
        boolean any = give(principal, bundle, held, unowned.isPresent());
        if (!uncut) {
            explainCuts(number, principal, held.roles());
        }
        freeze(principal, access.frozenBundle(number, cut).items(), held);
        resolver.constraints().violations(number).stream()
                .filter(violation -> access.touches(number, violation))
                .forEach(violation -> findings.add(violation.finding()));
        return any;
    }

    private static Finding unowned(Subject subject, Principal principal, String why) {
        return new Finding(
                FindingCode.OWNER_MISSING,
                principal.toString(),
                principal + " is of a " + subject.kind().word() + " for which nobody answers, " + why
                        + ": it keeps what it has and gets nothing new until its source names an owner");
    }

    /** @param kept whether what was not given before waits */
    private boolean give(Principal principal, Bundle bundle, Held held, boolean kept) {
        boolean any = false;
        for (Bundle.Item item : bundle.items()) {
            var key = new Grant(principal, item.key());
            if (access.isTaken(item, held)) {
                withheld.put(key, Cause.HOLD);
                continue;
            }
            if (kept && !context.given().containsKey(key)) {
                frozen.add(key);
                continue;
            }
            grants.put(key, new DesiredGrant(item.to(key), item.sources()));
            any = true;
        }
        freeze(principal, bundle.doubtful(), held);
        findings.addAll(bundle.findings());
        return any;
    }

    /** Names what a Hold on a role or a constraint took away, a Hold first. */
    private void explainCuts(int number, Principal principal, BitSet heldRoles) {
        for (Bundle.Item item : access.bundleThrough(number, heldRoles).items()) {
            withhold(new Grant(principal, item.key()), Cause.HOLD);
        }
        for (Bundle.Item item : access.bundle(number).items()) {
            withhold(new Grant(principal, item.key()), Cause.CONSTRAINT);
        }
    }

    private void withhold(Grant key, Cause cause) {
        if (!grants.containsKey(key) && !frozen.contains(key)) {
            withheld.putIfAbsent(key, cause);
        }
    }

    private void freeze(Principal principal, List<Bundle.Item> items, Held held) {
        for (Bundle.Item item : items) {
            var key = new Grant(principal, item.key());
            if (access.isTaken(item, held)) {
                withhold(key, Cause.HOLD);
            } else if (!grants.containsKey(key) && !withheld.containsKey(key)) {
                frozen.add(key);
            }
        }
    }

    /** A Hold on a principal that need not belong to anybody. */
    private void hold(Principal principal) {
        Held held = access.holds().on(principal);
        if (principal instanceof Principal.Account account && held.everything()) {
            ending.putIfAbsent(account.name(), Cause.HOLD);
        }
        if (!held.entitlements().isEmpty()) {
            forbidden.putIfAbsent(principal, List.copyOf(held.entitlements()));
        }
    }

    private void define(AppRoleName name, Bundle content) {
        var principal = new Principal.AppRole(name);
        Held held = access.holds().on(principal);
        give(principal, content, held, false);
    }

    /** Says why what was given before is not any more. */
    private void end(Predicate<SubjectId> wanted) {
        var endings = new Endings(resolver, access);
        var over = new TreeMap<Grant, Given>();
        context.given().forEach((key, why) -> {
            if (!grants.containsKey(key) && !frozen.contains(key) && wanted.test(why.subject())) {
                over.put(key, why);
            }
        });
        over.forEach((key, why) -> {
            if (withheld.containsKey(key)) {
                given.put(key, withheld.get(key));
                return;
            }
            switch (endings.of(key, why)) {
                case Endings.Answer.Frozen ignored -> frozen.add(key);
                case Endings.Answer.Ended ended -> given.put(key, ended.cause());
            }
        });
    }
}
