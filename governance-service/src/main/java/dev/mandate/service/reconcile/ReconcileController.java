package dev.mandate.service.reconcile;

import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.ReconcileViews.ApprovalView;
import dev.mandate.service.reconcile.ReconcileViews.Approve;
import dev.mandate.service.reconcile.ReconcileViews.Over;
import dev.mandate.service.reconcile.ReconcileViews.PlanView;
import dev.mandate.service.reconcile.ReconcileViews.PlansView;
import dev.mandate.service.reconcile.ReconcileViews.RunView;
import java.util.List;
import org.springframework.stereotype.Component;

/** Plans, applies and approves over the API. */
@Component
class ReconcileController implements Routes {
    private final ReconcileApi reconcile;
    private final PolicyApi policies;

    ReconcileController(ReconcileApi reconcile, PolicyApi policies) {
        this.reconcile = reconcile;
        this.policies = policies;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post(
                        "/plans",
                        Permission.PLANS_MAKE,
                        "Reads deployments and says what would be changed; changes nothing.",
                        Over.class,
                        PlansView.class,
                        this::plan),
                Route.post(
                        "/reconciliations",
                        Permission.PLANS_APPLY,
                        "Brings deployments to what the policy in force says, and reads back what is there then.",
                        Over.class,
                        RunView.class,
                        this::run),
                Route.post(
                        "/approvals",
                        Permission.CHANGES_APPROVE,
                        "Says yes to exactly the changes that wait under a hash.",
                        Approve.class,
                        ApprovalView.class,
                        this::approve));
    }

    private PlansView plan(Ask ask, Over over) {
        PolicyVersion policy = policy();
        List<Reconciliation> plans = reconcile.check(
                ask.caller(),
                policy,
                over.selector(),
                StepView.tell(ask, Permission.PLANS_MAKE, policy, over.selector()));
        return new PlansView(plans.stream().map(PlanView::of).toList(), policy.number());
    }

    private RunView run(Ask ask, Over over) {
        PolicyVersion policy = policy();
        List<Reconciliation> ended = reconcile.advance(
                ask.caller(),
                policy,
                over.selector(),
                StepView.tell(ask, Permission.PLANS_APPLY, policy, over.selector()));
        return new RunView(ended.stream().map(DeploymentView::of).toList(), policy.number());
    }

    private ApprovalView approve(Ask ask, Approve approve) {
        return ApprovalView.of(reconcile.approve(ask.caller(), approve.hash(), approve.reason()));
    }

    private PolicyVersion policy() {
        return policies.inForce().orElseThrow(ReconcileViews::nothingPublished);
    }
}
