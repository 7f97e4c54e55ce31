package dev.mandate.service.reconcile;

import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlans;
import dev.mandate.model.plan.Guards;
import dev.mandate.model.plan.Needing;
import dev.mandate.model.plan.Plan;
import dev.mandate.model.plan.Planner;
import dev.mandate.model.plan.PlansApart;
import dev.mandate.model.state.Drift;
import java.util.List;
import org.springframework.stereotype.Component;

/** What has to be done in a deployment, and what of it may be done now; see ADR 0012. */
@Component
class Judge {
    private final Surveyor surveyor;
    private final Rounds rounds;
    private final Transitions transitions;
    private final GuardFacts facts;

    Judge(Surveyor surveyor, Rounds rounds, Transitions transitions, GuardFacts facts) {
        this.surveyor = surveyor;
        this.rounds = rounds;
        this.transitions = transitions;
        this.facts = facts;
    }

    /**
     * @param needing of both plans
     * @param drift every difference that the plans were made from
     */
    record Judgement(GuardedPlans plans, Needing needing, List<Drift> drift, GuardContext context) {}

    Judgement of(Round round, Survey survey, GuardContext.Pin pin) {
        Transitions.Way way = transitions.way(round, survey.deployment().id());
        Plan plan = plan(survey);
        var needing = Needing.of(plan, survey.desired(), survey.observed());
        PlansApart plans = way.before()
                .filter(version -> !plan.isEmpty())
                .map(version -> Planner.apart(
                        plan, earlier(rounds.under(round, version), survey, plan), needing, AgentLimits.of(survey)))
                .orElseGet(() -> PlansApart.undivided(plan));
        GuardContext context = facts.of(round, survey, plan, pin, way.limits());
        return new Judgement(Guards.check(plans, needing, context), needing, plan.drift(), context);
    }

    private Plan earlier(Round round, Survey survey, Plan plan) {
        return surveyor.under(round, survey)
                .map(Judge::plan)
                .orElseGet(() -> Plan.nothing(plan.deployment(), plan.identityPin()));
    }

    private static Plan plan(Survey survey) {
        return Planner.plan(
                survey.desired(), survey.observed(), survey.scope(), AgentLimits.of(survey), survey.decisions());
    }
}
