package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Guards;
import dev.mandate.model.plan.Plan;
import dev.mandate.model.plan.PlanLimits;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Planner;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.state.Why;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * One deployment from what is to what should be: survey, plan, guard, apply, read back. Ended anywhere in between, the
 * next run reads afresh and plans again.
 */
@Component
class Reconciler {
    private static final int ATTEMPTS = 2;

    private final FleetApi fleet;
    private final Surveyor surveyor;
    private final GuardFacts facts;
    private final Applier applier;
    private final Conclusion conclusion;
    private final LeaseStore leases;
    private final ReconcileStore store;
    private final WaitingStore waiting;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final String holder = UUID.randomUUID().toString();

    Reconciler(
            FleetApi fleet,
            Surveyor surveyor,
            GuardFacts facts,
            Applier applier,
            Conclusion conclusion,
            LeaseStore leases,
            ReconcileStore store,
            WaitingStore waiting,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.fleet = fleet;
        this.surveyor = surveyor;
        this.facts = facts;
        this.applier = applier;
        this.conclusion = conclusion;
        this.leases = leases;
        this.store = store;
        this.waiting = waiting;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** One run over one deployment: what it works from, and the lease it holds. */
    private record Run(Round round, Deployment deployment, UUID id, long epoch, long began) {}

    /** Reads and plans; changes nothing, neither on the target nor in the store. */
    Reconciliation check(Round round, Deployment deployment) {
        long began = System.nanoTime();
        try (Agent agent = fleet.open(deployment)) {
            Survey survey = surveyor.survey(round, deployment, agent);
            Plan plan = plan(survey);
            GuardContext.Pin pin = pin(survey, fleet.recognises(deployment, survey.profile()));
            GuardedPlan guarded = Guards.check(plan, facts.of(round, survey, plan, pin));
            List<Drift> drift = differences(plan.drift());
            Result result = plan.isEmpty() && drift.isEmpty() ? Result.IN_SYNC : Result.OBSERVED;
            return outcome(deployment, result, guarded, Applied.nothing(), List.of(), drift, began);
        } catch (AgentException failed) {
            return failure(deployment, failed);
        }
    }

    /** Why a subject has an entitlement there, by what policy says and earlier contacts showed. */
    Why why(Round round, Deployment deployment, SubjectId subject, Entitlement entitlement) {
        return round.resolver().why(subject, surveyor.context(deployment), entitlement);
    }

    /** Brings the deployment to what policy says, as far as modes, scope and guards allow. */
    Reconciliation run(Round round, Deployment deployment) {
        long began = System.nanoTime();
        Instant now = clock.now();
        OptionalLong epoch = leases.take(deployment.id(), holder, now);
        if (epoch.isEmpty()) {
            return Reconciliation.failed(
                    deployment.id(), "busy", "another process reconciles this deployment just now");
        }
        var run = new Run(round, deployment, UUID.randomUUID(), epoch.getAsLong(), began);
        transactions.inOne(() -> {
            store.started(run.id(), deployment.id(), run.epoch(), round.policy().number(), now);
            return run;
        });
        try (Agent agent = fleet.open(deployment)) {
            return converge(run, agent);
        } catch (AgentException failed) {
            return transactions.inOne(() -> {
                Reconciliation ended = failure(deployment, failed);
                ledger.append(events(run, Map.of()).failed(failed.code().code()));
                store.ended(run.id(), ended, OptionalLong.empty(), clock.now());
                return ended;
            });
        } finally {
            leases.release(deployment.id(), run.epoch(), clock.now());
        }
    }

    private Reconciliation converge(Run run, Agent agent) {
        Round round = run.round();
        boolean same =
                fleet.meet(run.deployment(), agent.profile(), round.caller().actor(), clock.now());
        Applied applied = Applied.nothing();
        for (int attempt = 1; ; attempt++) {
            Survey survey = surveyor.survey(round, run.deployment(), agent);
            Plan plan = plan(survey);
            GuardContext context = facts.of(round, survey, plan, pin(survey, same));
            GuardedPlan guarded = Guards.check(plan, context);
            ReconcileEvents events = events(run, subjects(survey));
            Applied now = applier.apply(agent, run.epoch(), survey, guarded, events);
            applied = applied.and(now);
            if (now.anyStale() && attempt < ATTEMPTS) {
                continue;
            }
            ObservedState after = guarded.proceeding().isEmpty() ? survey.observed() : readBack(survey, agent);
            Verification verification = Verification.of(applied.done(), after);
            List<Drift> left = differences(Planner.drift(
                    survey.desired(), after, survey.scope(), limits(survey.profile(), survey.deployment())));
            Reconciliation ended = outcome(
                    run.deployment(),
                    result(survey, guarded, now, verification, left),
                    guarded,
                    applied,
                    verification.confirmed(),
                    left,
                    run.began());
            conclude(run, survey, after, guarded, context, verification, applied, events, ended);
            return ended;
        }
    }

    private ObservedState readBack(Survey survey, Agent agent) {
        return agent.read(new ReadScope.Full(
                survey.observed().scope().patterns(),
                survey.observed().accounts().keySet()));
    }

    private void conclude(
            Run run,
            Survey survey,
            ObservedState after,
            GuardedPlan guarded,
            GuardContext context,
            Verification verification,
            Applied applied,
            ReconcileEvents events,
            Reconciliation ended) {
        transactions.inOne(() -> {
            Instant now = clock.now();
            var deployment = survey.deployment().id();
            leases.assertHeld(deployment, run.epoch(), now);
            if (context.pin() != GuardContext.Pin.CHANGED) {
                conclusion.write(run.round(), survey, after, verification, applied, now);
            }
            waiting.clear(deployment);
            if (!guarded.waiting().isEmpty()) {
                waiting.put(guarded, new Beneficiaries(context.standing(), subjects(survey)), now);
                ledger.append(events.waiting(
                        guarded.plan().hash(),
                        guarded.waitingSet().hash(),
                        guarded.waiting().size()));
            }
            if (!verification.confirmed().isEmpty() || !verification.left().isEmpty()) {
                ledger.append(events.verified(guarded.plan().hash(), verification.confirmed(), verification.left()));
            }
            if (ended.result() == Result.IN_SYNC || ended.result() == Result.CONVERGED) {
                fleet.converged(deployment, now);
            }
            store.ended(run.id(), ended, OptionalLong.of(after.grants().size()), now);
            return ended;
        });
    }

    private static Result result(
            Survey survey, GuardedPlan guarded, Applied applied, Verification verification, List<Drift> left) {
        if (!applied.failed().isEmpty() || !verification.left().isEmpty()) {
            return Result.DRIFT_LEFT;
        }
        if (!guarded.waiting().isEmpty()) {
            return Result.REFUSED;
        }
        if (!left.isEmpty()) {
            return observesOnly(survey.deployment()) ? Result.OBSERVED : Result.DRIFT_LEFT;
        }
        return applied.answers().isEmpty() ? Result.IN_SYNC : Result.CONVERGED;
    }

    private static boolean observesOnly(Deployment deployment) {
        return deployment.modes().accounts() == Mode.OBSERVE
                && deployment.modes().memberships() == Mode.OBSERVE
                && deployment.modes().roleContent() == Mode.OBSERVE;
    }

    private static Plan plan(Survey survey) {
        return Planner.plan(
                survey.desired(), survey.observed(), survey.scope(), limits(survey.profile(), survey.deployment()));
    }

    private static PlanLimits limits(AgentProfile profile, Deployment deployment) {
        Set<PlanLimits.Ability> abilities = EnumSet.noneOf(PlanLimits.Ability.class);
        for (AgentProfile.Capability capability : profile.capabilities()) {
            switch (capability) {
                case CREATE_ACCOUNT -> {
                    // Without a place to put a password, nobody could use the account.
                    if (deployment.signIn() == SignIn.EXTERNAL) {
                        abilities.add(PlanLimits.Ability.CREATE_ACCOUNT);
                    }
                }
                case DISABLE_ACCOUNT -> abilities.add(PlanLimits.Ability.DISABLE_ACCOUNT);
                case DEFINE_APP_ROLE -> abilities.add(PlanLimits.Ability.DEFINE_APP_ROLE);
                case NARROW_READ, PATTERNS, NESTED_APP_ROLES -> {}
            }
        }
        PlanLimits.Unit unit = switch (profile.batchUnit()) {
            case PRINCIPAL -> PlanLimits.Unit.PRINCIPAL;
            case TRANSACTION -> PlanLimits.Unit.TRANSACTION;
        };
        return new PlanLimits(profile.identityPin(), unit, profile.maxBatch(), abilities);
    }

    private static GuardContext.Pin pin(Survey survey, boolean same) {
        if (survey.knowledge().identityPin().isEmpty()) {
            return GuardContext.Pin.FIRST;
        }
        return same ? GuardContext.Pin.SAME : GuardContext.Pin.CHANGED;
    }

    /** Differences that are Mandate's to remove. */
    private static List<Drift> differences(List<Drift> drift) {
        return drift.stream().filter(one -> !(one instanceof Drift.Unmanaged)).toList();
    }

    private static Map<AccountName, SubjectId> subjects(Survey survey) {
        Map<AccountName, SubjectId> subjects = new HashMap<>();
        survey.desired().accounts().values().forEach(account -> subjects.put(account.name(), account.subject()));
        survey.knowledge().links().forEach((subject, account) -> subjects.put(account, subject));
        return subjects;
    }

    private static ReconcileEvents events(Run run, Map<AccountName, SubjectId> subjects) {
        return new ReconcileEvents(
                run.deployment().id(),
                run.round().policy().number(),
                run.round().caller().actor(),
                subjects);
    }

    private static Reconciliation outcome(
            Deployment deployment,
            Result result,
            GuardedPlan guarded,
            Applied applied,
            List<PlannedChange> confirmed,
            List<Drift> drift,
            long began) {
        var findings = new HashSet<>(guarded.findings());
        findings.addAll(guarded.plan().findings());
        return new Reconciliation(
                deployment.id(),
                result,
                (int) guarded.plan().changes().count(),
                applied.done().size(),
                confirmed.size(),
                guarded.waiting().size(),
                guarded.waiting().isEmpty()
                        ? Optional.empty()
                        : Optional.of(guarded.waitingSet().hash()),
                drift,
                findings.stream().sorted().toList(),
                Optional.of(guarded),
                Optional.empty(),
                message(applied),
                Duration.ofNanos(System.nanoTime() - began));
    }

    private static String message(Applied applied) {
        return applied.failed().stream()
                .findFirst()
                .map(answer ->
                        applied.failed().size() + " of " + applied.answers().size()
                                + " changes failed; the first: "
                                + Sentences.of(answer.planned().change()) + ": "
                                + answer.outcome())
                .orElse("");
    }

    private static Reconciliation failure(Deployment deployment, AgentException failed) {
        return Reconciliation.failed(deployment.id(), failed.code().code(), String.valueOf(failed.getMessage()));
    }
}
