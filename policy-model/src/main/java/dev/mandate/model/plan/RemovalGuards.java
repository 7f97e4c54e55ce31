package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.FindingCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Guards against taking too much, or the wrong thing. */
final class RemovalGuards {
    private RemovalGuards() {}

    /**
     * More removals than allowed, in rows or in people, with those of the last 24 h. What a leaver, a suspension, a Hold
     * or an expiry takes with positive evidence does not count.
     */
    static void mass(GuardFacts facts, Held held) {
        List<PlannedChange> counted = counted(facts);
        if (counted.isEmpty()) {
            return;
        }
        GuardContext.History history = facts.context().history();
        Standing standing = facts.context().standing();
        long rows = history.removals() + counted.size();
        long allowedRows = facts.allowed(GuardLimits::maxRemovals, standing.ownedGrants());
        var people = new HashSet<>(history.deprived());
        people.addAll(facts.people(counted));
        long allowedPeople =
                facts.allowed(GuardLimits::maxRemovals, standing.accounts().size());
        if (rows > allowedRows || people.size() > allowedPeople) {
            held.hold(
                    FindingCode.MASS_REMOVAL,
                    facts.plan().deployment().value(),
                    rows + " removals in 24 h reach " + people.size() + " accounts; " + allowedRows + " removals and "
                            + allowedPeople + " accounts are allowed: approve them if they are meant",
                    counted);
        }
    }

    /** More members taken out of one AppRole than allowed. */
    static void massOfOneGroup(GuardFacts facts, Held held) {
        Map<AppRoleName, Long> before = facts.context().history().membersRemoved();
        membershipRemovals(counted(facts)).forEach((role, removals) -> {
            long count = before.getOrDefault(role, 0L) + removals.size();
            long allowed = facts.allowed(
                    GuardLimits::maxRemovals, facts.context().standing().members(role));
            if (count > allowed) {
                held.hold(
                        FindingCode.MASS_REMOVAL,
                        "app-role:" + role,
                        count + " members of app-role:" + role + " end in 24 h; " + allowed
                                + " are allowed: approve them if they are meant",
                        removals);
            }
        });
    }

    private static List<PlannedChange> counted(GuardFacts facts) {
        return facts.narrowing().stream()
                .filter(planned -> !planned.cause().urgent() || facts.isByAbsence(planned))
                .filter(planned -> !facts.context().firstRun() || !(planned.change() instanceof Change.AddGrant))
                .toList();
    }

    /** Until one full reconciliation is verified, nothing is taken without a yes. */
    static void firstRun(GuardFacts facts, Held held) {
        if (!facts.context().firstRun()) {
            return;
        }
        held.hold(
                FindingCode.FIRST_RUN_REMOVAL,
                facts.plan().deployment().value(),
                "this deployment has never been reconciled, so what would be taken waits: approve it if it is meant",
                facts.narrowing().stream()
                        .filter(planned -> !(planned.change() instanceof Change.AddGrant))
                        .toList());
    }

    /** Nobody but the agent would be left who holds anything critical. */
    static void lastAdministrator(GuardFacts facts, Held held) {
        List<PlannedChange> narrowing = facts.narrowing();
        if (narrowing.isEmpty()) {
            return;
        }
        List<Entitlement> critical = facts.held(Risk.CRITICAL);
        Standing standing = facts.context().standing();
        Set<AccountName> before = standing.holders(critical, grant -> true);
        before.remove(facts.context().self());
        var removed = new HashSet<Grant>();
        var disabled = new HashSet<AccountName>();
        for (PlannedChange planned : narrowing) {
            planned.change().about().map(Grant::key).ifPresent(removed::add);
            if (planned.change() instanceof Change.SetAccountStatus status) {
                disabled.add(status.account());
            }
        }
        Set<AccountName> after = standing.holders(critical, grant -> !removed.contains(grant));
        after.remove(facts.context().self());
        after.removeAll(disabled);
        if (before.isEmpty() || !after.isEmpty()) {
            return;
        }
        held.hold(
                FindingCode.LAST_ADMINISTRATOR,
                facts.plan().deployment().value(),
                "no administrator would be left: give somebody else the access first, or approve it",
                narrowing.stream()
                        .filter(planned -> endsAdministration(planned.change(), critical, before, facts))
                        .toList());
    }

    private static boolean endsAdministration(
            Change change, List<Entitlement> critical, Set<AccountName> administrators, GuardFacts facts) {
        if (change instanceof Change.SetAccountStatus(var account, var from, AccountStatus to)) {
            return administrators.contains(account);
        }
        return change.about()
                .filter(grant -> critical.contains(grant.entitlement().key())
                        || grant.entitlement()
                                .memberOf()
                                .filter(role -> facts.risk(role) == Risk.CRITICAL)
                                .isPresent())
                .filter(grant -> facts.context().standing().people(grant.principal()).stream()
                        .anyMatch(administrators::contains))
                .isPresent();
    }

    /** An AppRole that can do harm would lose its last member. */
    static void privilegedGroupEmptied(GuardFacts facts, Held held) {
        SortedMap<AppRoleName, List<PlannedChange>> removals = membershipRemovals(facts.narrowing());
        Set<AppRoleName> gaining = new HashSet<>();
        facts.widening()
                .forEach(planned -> GuardFacts.membership(planned.change()).ifPresent(gaining::add));
        removals.forEach((role, changes) -> {
            boolean emptied = changes.size() >= facts.context().standing().members(role) && !gaining.contains(role);
            if (emptied && facts.risk(role) != Risk.STANDARD) {
                held.hold(
                        FindingCode.PRIVILEGED_GROUP,
                        "app-role:" + role,
                        "app-role:" + role + " would have no member left: approve it if it is meant",
                        changes);
            }
        });
    }

    private static SortedMap<AppRoleName, List<PlannedChange>> membershipRemovals(List<PlannedChange> narrowing) {
        var removals = new TreeMap<AppRoleName, List<PlannedChange>>();
        for (PlannedChange planned : narrowing) {
            if (planned.change() instanceof Change.RemoveGrant(Grant grant, var direction)
                    && !(grant.principal() instanceof Principal.Anyone)) {
                grant.entitlement()
                        .memberOf()
                        .ifPresent(role -> removals.computeIfAbsent(role, ignored -> new ArrayList<>())
                                .add(planned));
            }
        }
        return removals;
    }
}
