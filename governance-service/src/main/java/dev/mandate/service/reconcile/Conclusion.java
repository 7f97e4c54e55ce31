package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountLinks.Link;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.DesiredAccount;
import dev.mandate.model.state.Given;
import dev.mandate.model.state.LinkEvidence;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.FleetApi;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes down what a complete read showed: accounts, links, and who holds what since when. */
@Component
class Conclusion {
    private final FleetApi fleet;
    private final HoldingStore holdings;
    private final DefinedStore defined;
    private final CreatingStore creating;
    private final DriftStore drift;

    Conclusion(FleetApi fleet, HoldingStore holdings, DefinedStore defined, CreatingStore creating, DriftStore drift) {
        this.fleet = fleet;
        this.holdings = holdings;
        this.defined = defined;
        this.creating = creating;
        this.drift = drift;
    }

    /**
     * In the caller's transaction, which holds the lease.
     *
     * @param applied what this run did
     * @param told what the read showed of changes of this run and of earlier ones
     */
    void write(Round round, Survey survey, ObservedState seen, Applied applied, Told told, Instant now) {
        DeploymentId deployment = survey.deployment().id();
        List<Link> links = new ArrayList<>(survey.found());
        links.addAll(made(survey, applied, told.confirmed()));
        if (survey.within().isPresent()) {
            Set<AccountName> names = names(survey.within().get());
            fleet.observed(deployment, seen.accounts().values(), names, now);
            creating.clear(deployment, names);
        } else {
            fleet.observed(deployment, seen.accounts().values(), now);
            creating.clear(deployment);
            defined(survey, seen, told.confirmed());
        }
        fleet.link(deployment, links, round.caller().actor(), now);
        fleet.tombstone(deployment, leavers(survey), now);
        holdings(round, survey, seen, told);
    }

    private static Set<AccountName> names(Set<Principal> principals) {
        Set<AccountName> names = new HashSet<>();
        principals.forEach(principal -> {
            if (principal instanceof Principal.Account(AccountName name)) {
                names.add(name);
            }
        });
        return names;
    }

    private void defined(Survey survey, ObservedState seen, Collection<PlannedChange> confirmed) {
        DeploymentId deployment = survey.deployment().id();
        Set<AppRoleName> roles = new HashSet<>(survey.desired().appRoles());
        survey.desired().deleting().stream()
                .filter(seen.appRoles()::containsKey)
                .forEach(roles::add);
        confirmed.forEach(planned -> {
            if (planned.change() instanceof Change.CreateAppRole(var role)) {
                roles.add(role);
            }
        });
        defined.replaceRoles(deployment, roles);
        defined.replacePatterns(deployment, patterns(survey, seen));
    }

    /** Those that are desired, and former ones until nothing is left of them. */
    private static Set<Grant> patterns(Survey survey, ObservedState seen) {
        Set<Grant> patterns = new HashSet<>();
        seen.coverage().forEach((pattern, coverage) -> {
            if (coverage.held() > 0) {
                patterns.add(pattern);
            }
        });
        survey.desired().grants().keySet().stream()
                .filter(grant -> grant.entitlement().pattern())
                .forEach(patterns::add);
        return patterns;
    }

    /** Accounts that this run made; one that was there already when the agent came is not. */
    private static List<Link> made(Survey survey, Applied applied, Collection<PlannedChange> confirmed) {
        Set<PlannedChange> byUs = applied.byUs();
        List<Link> made = new ArrayList<>();
        for (PlannedChange planned : confirmed) {
            if (planned.change() instanceof Change.CreateAccount(var account, var subject, var ignored)
                    && byUs.contains(planned)
                    && !survey.knowledge().links().containsKey(subject)) {
                made.add(new Link(account, subject, LinkEvidence.MADE));
            }
        }
        return made;
    }

    private static Map<AccountName, SubjectId> leavers(Survey survey) {
        Map<AccountName, SubjectId> leavers = new HashMap<>();
        survey.desired().ending().forEach((name, cause) -> {
            DesiredAccount account = survey.desired().accounts().get(name);
            if (cause == Cause.LEFT && account != null) {
                leavers.put(name, account.subject());
            }
        });
        return leavers;
    }

    private void holdings(Round round, Survey survey, ObservedState seen, Told told) {
        DeploymentId deployment = survey.deployment().id();
        Optional<Instant> before = holdings.lastReading(deployment);
        Instant at = inOrder(before, seen.observedAt());
        Map<Grant, Holding> known = survey.within()
                .map(principals -> holdings.current(deployment, principals))
                .orElseGet(() -> holdings.current(deployment));
        Set<Grant> there = new HashSet<>();
        for (ObservedGrant grant : seen.grants().values()) {
            there.add(grant.grant());
        }
        List<Grant> appeared = there.stream()
                .filter(grant -> !known.containsKey(grant))
                .sorted()
                .toList();
        List<Holding> vanished = known.values().stream()
                .filter(holding -> !there.contains(holding.grant()))
                .toList();
        Map<Grant, String> reasons = new HashMap<>(told.given());
        reasons.keySet().retainAll(there);
        reasons(round, survey, told, known, drift.adopted(deployment)).forEach((grant, why) -> {
            if (isRecorded(why, known.get(grant))) {
                reasons.remove(grant);
            } else {
                reasons.put(grant, GivenJson.write(why));
            }
        });
        holdings.begin(deployment, appeared, reasons, before.orElse(null), at);
        before.ifPresent(last -> holdings.end(vanished, last, at));
        holdings.given(staying(known, there, reasons));
        if (!survey.isNarrow()) {
            holdings.reading(deployment, at, survey.profile().release());
        }
    }

    /**
     * When a reading counts as made. It came after the one before, which the lease says, whatever the clocks do: at the
     * same instant, or at an earlier one where a clock was set back, it is the next instant that can be stored.
     */
    private static Instant inOrder(Optional<Instant> before, Instant at) {
        Instant stored = at.truncatedTo(ChronoUnit.MICROS);
        return before.map(last -> last.plus(1, ChronoUnit.MICROS))
                .filter(next -> next.isAfter(stored))
                .orElse(stored);
    }

    /** What Mandate gave, in this run or before, and still wants: why, as of now, where that is not known yet. */
    private static Map<Grant, Given> reasons(
            Round round, Survey survey, Told told, Map<Grant, Holding> known, Set<Grant> adopted) {
        Set<Grant> given = new HashSet<>();
        known.keySet().stream().filter(grant -> adopted.contains(grant.key())).forEach(given::add);
        known.values().stream()
                .filter(holding -> holding.given() != null)
                .forEach(holding -> given.add(holding.grant()));
        told.confirmed().forEach(planned -> planned.change().gives().ifPresent(given::add));
        given.removeAll(told.current());
        Map<Grant, Grant> byKey = new HashMap<>();
        given.forEach(grant -> byKey.put(grant.key(), grant));
        Map<Grant, Given> found = new HashMap<>();
        round.resolver()
                .given(survey.context(), survey.desired(), byKey.keySet())
                .forEach((key, why) -> {
                    Grant grant = byKey.get(key);
                    if (grant != null) {
                        found.put(grant, why);
                    }
                });
        return found;
    }

    private static boolean isRecorded(Given why, @Nullable Holding holding) {
        return holding != null && why.equals(holding.given());
    }

    /** Reasons of holdings that stay; one that is no longer desired keeps its last reason. */
    private static Map<Holding, String> staying(
            Map<Grant, Holding> known, Set<Grant> there, Map<Grant, String> reasons) {
        Map<Holding, String> staying = new HashMap<>();
        reasons.forEach((grant, reason) -> {
            Holding holding = known.get(grant);
            if (holding != null && there.contains(grant)) {
                staying.put(holding, reason);
            }
        });
        return staying;
    }
}
