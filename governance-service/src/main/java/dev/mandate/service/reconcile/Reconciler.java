package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Planner;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.state.Why;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The first, and those with ever smaller batches; each may take as long as a call may. */
    private static final int ROUNDS = 3;

    private final FleetApi fleet;
    private final Surveyor surveyor;
    private final Judge judge;
    private final Applier applier;
    private final Settlement settlement;
    private final SessionEnding sessions;
    private final Ending ending;
    private final FactFinding facts;
    private final LeaseStore leases;
    private final ReconcileStore store;
    private final CourseStore courses;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Bulkheads bulkheads;
    private final LeaseHolder holder = LeaseHolder.ofThisProcess();

    Reconciler(
            FleetApi fleet,
            Surveyor surveyor,
            Judge judge,
            Applier applier,
            Settlement settlement,
            SessionEnding sessions,
            Ending ending,
            FactFinding facts,
            LeaseStore leases,
            ReconcileStore store,
            CourseStore courses,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions,
            Bulkheads bulkheads) {
        this.fleet = fleet;
        this.surveyor = surveyor;
        this.judge = judge;
        this.applier = applier;
        this.settlement = settlement;
        this.sessions = sessions;
        this.ending = ending;
        this.facts = facts;
        this.leases = leases;
        this.store = store;
        this.courses = courses;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
        this.bulkheads = bulkheads;
    }

    /** One run over one deployment: what it works from, the lease it holds, and whether it changes nothing. */
    record Run(Round round, Deployment deployment, UUID id, long epoch, long began, boolean looking) {
        ReconcileEvents events(Map<AccountName, SubjectId> subjects) {
            return new ReconcileEvents(
                    deployment.id(), round.policy().number(), round.caller().actor(), subjects);
        }
    }

    /** What a run does with an open agent. */
    private interface Work {
        Reconciliation with(Agent agent, Run run);
    }

    /** Reads and plans; changes nothing, neither on the target nor in the store. */
    Reconciliation check(Round round, Deployment deployment) {
        long began = System.nanoTime();
        try (Agent agent = open(deployment)) {
            Survey survey = surveyor.survey(round, deployment, agent);
            GuardContext.Pin pin = pin(survey, fleet.recognises(deployment, survey.profile()));
            Judge.Judgement judged = judge.of(round, survey, pin);
            return new Verdict(survey, judged.plans(), judged.drift(), survey.notes()).checked(began);
        } catch (AgentException failed) {
            return Reconciliation.failed(deployment.id(), failed);
        }
    }

    /** Why a subject has an entitlement there, by what policy says and earlier contacts showed. */
    Why why(Round round, Deployment deployment, SubjectId subject, Entitlement entitlement) {
        return round.resolver().why(subject, surveyor.context(round, deployment), entitlement);
    }

    /** Whether policy gives any of these subjects anything there. */
    boolean concerns(Round round, Deployment deployment, Release release, Set<SubjectId> subjects) {
        return surveyor.concerns(round, deployment, release, subjects);
    }

    /** Brings the deployment to what policy says, as far as modes, scope and guards allow. */
    Reconciliation run(Round round, Deployment deployment, Scope scope) {
        return held(round, deployment, false, (agent, run) -> converge(run, agent, scope));
    }

    /** Reads, and writes down what was seen and what differs; the target is not changed. */
    Reconciliation look(Round round, Deployment deployment) {
        return held(round, deployment, true, (agent, run) -> observe(run, agent));
    }

    private Reconciliation held(Round round, Deployment deployment, boolean looking, Work work) {
        long began = System.nanoTime();
        Optional<Run> begun = transactions.inOne(() -> begin(round, deployment, began, looking));
        if (begun.isEmpty()) {
            return Reconciliation.failed(
                    deployment.id(), "busy", "another process reconciles this deployment just now");
        }
        Run run = begun.get();
        try (Agent agent = open(deployment)) {
            return work.with(agent, run);
        } catch (AgentException failed) {
            return ended(run, failed);
        } catch (LeaseStore.LeaseLost lost) {
            return takenOver(run, lost);
        } finally {
            leases.release(deployment.id(), run.epoch(), clock.now());
        }
    }

    private Agent open(Deployment deployment) {
        return BoundedAgent.open(bulkheads.limits().call(), () -> fleet.open(deployment));
    }

    private Optional<Run> begin(Round round, Deployment deployment, long began, boolean looking) {
        Instant now = clock.now();
        OptionalLong epoch = leases.take(deployment.id(), holder, now);
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        var run = new Run(round, deployment, UUID.randomUUID(), epoch.getAsLong(), began, looking);
        store.started(run.id(), deployment.id(), run.epoch(), round.policy().number(), now);
        return Optional.of(run);
    }

    private Reconciliation ended(Run run, AgentException failed) {
        DeploymentId deployment = run.deployment().id();
        try {
            return transactions.inOne(() -> {
                Instant now = clock.now();
                leases.assertHeld(deployment, run.epoch(), now);
                Reconciliation ended = Reconciliation.failed(deployment, failed);
                ledger.append(run.events(Map.of()).failed(failed.code().code()));
                store.ended(run.id(), ended, OptionalLong.empty(), now);
                courses.ran(deployment, run.round().policy().number(), ended.result(), now);
                return ended;
            });
        } catch (LeaseStore.LeaseLost lost) {
            return takenOver(run, lost);
        }
    }

    /** Nothing is written: whoever took over tells what became of the deployment. */
    private static Reconciliation takenOver(Run run, LeaseStore.LeaseLost lost) {
        return Reconciliation.failed(run.deployment().id(), "taken-over", String.valueOf(lost.getMessage()));
    }

    private Reconciliation observe(Run run, Agent agent) {
        boolean same = meet(run, agent);
        Survey survey = surveyor.survey(run.round(), run.deployment(), agent);
        Judge.Judgement judged = judge.of(run.round(), survey, pin(survey, same));
        Reconciliation ended = new Verdict(survey, judged.plans(), judged.drift(), survey.notes()).checked(run.began());
        Verification nothing = Verification.of(List.of(), survey.observed());
        Reconciliation written = ending.write(new Ending.Seen(
                run, survey, survey.observed(), judged, nothing, Applied.nothing(), judged.drift(), ended));
        if (same) {
            facts.look(run, agent, survey.observed().accounts().keySet());
        }
        return written;
    }

    private Reconciliation converge(Run run, Agent agent, Scope scope) {
        boolean same = meet(run, agent);
        Applied applied = Applied.nothing();
        for (int attempt = 1; ; attempt++) {
            Survey survey = survey(run, agent, scope, same);
            Judge.Judgement judged = judge.of(run.round(), survey, pin(survey, same));
            Applied answers = apply(run, agent, survey, judged);
            if (answers.anyUnknown() && attempt < ROUNDS && wantsSmallerBatches(agent, survey)) {
                applied = applied.and(answers.known());
                same = meet(run, agent);
                continue;
            }
            applied = applied.and(answers);
            if (answers.anyStale() && attempt < ATTEMPTS) {
                continue;
            }
            ObservedState after = judged.plans().rests() ? survey.observed() : readBack(survey, agent);
            applied = applied.asSeenIn(after);
            Verification verification = Verification.of(applied.done(), after);
            List<Drift> drift = Planner.drift(survey.desired(), after, survey.scope(), AgentLimits.of(survey));
            List<Finding> notes = notes(run, scope, survey);
            if (same) {
                notes.addAll(sessions.end(run, agent, survey, after, drift, applied));
            }
            Reconciliation ended = new Verdict(survey, judged.plans(), drift, notes)
                    .ended(answers.asSeenIn(after), applied, verification, run.began());
            Reconciliation written =
                    ending.write(new Ending.Seen(run, survey, after, judged, verification, applied, drift, ended));
            if (same && scope instanceof Scope.Full) {
                facts.look(run, agent, after.accounts().keySet());
            }
            return written;
        }
    }

    /** A large first run would otherwise run into the same deadline each time. */
    private static boolean wantsSmallerBatches(Agent agent, Survey survey) {
        return agent.profile().maxBatch() < survey.profile().maxBatch();
    }

    /** The second part may depend on the first, so it is not begun where nobody knows what became of that. */
    private Applied apply(Run run, Agent agent, Survey survey, Judge.Judgement judged) {
        Applied answers = Applied.nothing();
        var remaining = new Remaining(judged.needing());
        for (GuardedPlan part : judged.plans().parts()) {
            if (answers.anyUnknown()) {
                break;
            }
            answers = answers.and(applier.apply(
                    agent,
                    run.epoch(),
                    survey,
                    run.round().resolver(),
                    part,
                    remaining,
                    run.events(survey.subjects())));
        }
        return answers;
    }

    /** Whether this is what was pinned; if so, what an earlier run did not see to its end is settled first. */
    private boolean meet(Run run, Agent agent) {
        boolean same = transactions.inOne(() -> {
            Instant now = clock.now();
            leases.assertHeld(run.deployment().id(), run.epoch(), now);
            return fleet.meet(
                    run.deployment(), agent.profile(), run.round().caller().actor(), now);
        });
        if (same && settlement.isDue(run.deployment().id())) {
            settlement.settle(run, surveyor.survey(run.round(), run.deployment(), agent));
        }
        return same;
    }

    private Survey survey(Run run, Agent agent, Scope scope, boolean same) {
        return switch (scope) {
            case Scope.Of(var subjects)
            when same
                    && agent.profile().can(AgentProfile.Capability.NARROW_READ)
                    && fleet.knowledge(run.deployment().id()).converged().isPresent() ->
                surveyor.survey(run.round(), run.deployment(), agent, subjects);
            case Scope.Of ignored -> surveyor.survey(run.round(), run.deployment(), agent);
            case Scope.Full() -> surveyor.survey(run.round(), run.deployment(), agent);
        };
    }

    private static List<Finding> notes(Run run, Scope scope, Survey survey) {
        var notes = new ArrayList<>(survey.notes());
        if (scope instanceof Scope.Of && !survey.profile().can(AgentProfile.Capability.NARROW_READ)) {
            notes.add(new Finding(
                    FindingCode.READ_WHOLE,
                    run.deployment().id().value(),
                    "this agent cannot read what only some people hold, so all of it was read"));
        }
        return notes;
    }

    private ObservedState readBack(Survey survey, Agent agent) {
        ReadScope before = survey.observed().scope();
        return agent.read(survey.within()
                .<ReadScope>map(principals ->
                        new ReadScope.Of(Set.<Principal>copyOf(principals), before.patterns(), before.accounts()))
                .orElseGet(() -> new ReadScope.Full(
                        before.patterns(), survey.observed().accounts().keySet())));
    }

    private static GuardContext.Pin pin(Survey survey, boolean same) {
        if (survey.knowledge().identityPin().isEmpty()) {
            return GuardContext.Pin.FIRST;
        }
        if (survey.knowledge().diverged().isPresent()) {
            return GuardContext.Pin.DIVERGED;
        }
        return same ? GuardContext.Pin.SAME : GuardContext.Pin.CHANGED;
    }
}
