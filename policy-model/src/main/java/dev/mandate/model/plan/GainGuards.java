package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.state.FindingCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Guards against giving too much, or to whom nothing should be given. */
final class GainGuards {
    private GainGuards() {}

    /** More people gain access of a risk than allowed, with those of the last 24 h. */
    static void mass(GuardFacts facts, Held held) {
        if (facts.context().firstRun()) {
            return;
        }
        Map<Risk, List<PlannedChange>> byRisk = new TreeMap<>();
        facts.widening()
                .forEach(planned -> byRisk.computeIfAbsent(facts.risk(planned.change()), ignored -> new ArrayList<>())
                        .add(planned));
        byRisk.forEach((risk, gains) -> {
            Set<AccountName> people =
                    new HashSet<>(facts.context().history().gained().getOrDefault(risk, Set.of()));
            people.addAll(facts.people(gains));
            long allowed =
                    allowed(facts, risk, facts.context().standing().accounts().size());
            if (people.size() > allowed) {
                held.hold(
                        FindingCode.MASS_GAIN,
                        facts.plan().deployment().value(),
                        people.size() + " accounts gain " + risk.word() + " access in 24 h; " + allowed
                                + " are allowed: approve them if they are meant",
                        gains);
            }
        });
    }

    private static long allowed(GuardFacts facts, Risk risk, long whole) {
        return facts.allowed(limits -> limits.maxGains().getOrDefault(risk, GuardLimits.Limit.count(0)), whole);
    }

    /** Something critical that nobody holds there yet. */
    static void firstCritical(GuardFacts facts, Held held) {
        if (facts.context().firstRun()) {
            return;
        }
        for (PlannedChange planned : facts.widening()) {
            if (planned.change() instanceof Change.AddGrant(var grant, var direction)
                    && facts.risk(planned.change()) == Risk.CRITICAL
                    && !facts.context().standing().isHeld(grant.entitlement())) {
                held.hold(
                        FindingCode.FIRST_CRITICAL,
                        grant.toString(),
                        grant + " is critical and nobody holds it there yet: approve it if it is meant",
                        List.of(planned));
            }
        }
    }

    /** Whatever everybody would be given. */
    static void anyone(GuardFacts facts, Held held) {
        for (PlannedChange planned : facts.widening()) {
            if (planned.change().principal() instanceof Principal.Anyone) {
                held.hold(
                        FindingCode.GRANT_TO_ANYONE,
                        planned.change().about().map(Object::toString).orElse("anyone"),
                        "everybody would gain access: approve it if it is meant",
                        List.of(planned));
            }
        }
    }

    /** Whoever would decide or act in Mandate itself: somebody else confirms each, also at the first reconciliation. */
    static void office(GuardFacts facts, Held held) {
        if (!facts.context().vocabulary().application().equals(MandateItself.APPLICATION)) {
            return;
        }
        for (PlannedChange planned : facts.widening()) {
            planned.change()
                    .about()
                    .filter(grant -> facts.risk(planned.change()) != Risk.STANDARD)
                    .ifPresent(grant -> held.hold(
                            FindingCode.OFFICE_UNCONFIRMED,
                            grant.toString(),
                            grant.principal() + " would hold " + grant.entitlement()
                                    + " in Mandate itself: approve it if this person is meant",
                            List.of(planned)));
        }
    }

    /** More new members of an AppRole that can do harm than its size allows. */
    static void privilegedGroupGrown(GuardFacts facts, Held held) {
        if (facts.context().firstRun()) {
            return;
        }
        var gains = new TreeMap<AppRoleName, List<PlannedChange>>();
        for (PlannedChange planned : facts.widening()) {
            if (planned.change() instanceof Change.AddGrant) {
                GuardFacts.membership(planned.change())
                        .ifPresent(role -> gains.computeIfAbsent(role, ignored -> new ArrayList<>())
                                .add(planned));
            }
        }
        gains.forEach((role, changes) -> {
            Risk risk = facts.risk(role);
            long count = facts.context().history().membersAdded().getOrDefault(role, 0L) + changes.size();
            long allowed = allowed(facts, risk, facts.context().standing().members(role));
            if (risk != Risk.STANDARD && count > allowed) {
                held.hold(
                        FindingCode.PRIVILEGED_GROUP,
                        "app-role:" + role,
                        count + " new members of app-role:" + role + " in 24 h; " + allowed
                                + " are allowed: approve them if they are meant",
                        changes);
            }
        });
    }
}
