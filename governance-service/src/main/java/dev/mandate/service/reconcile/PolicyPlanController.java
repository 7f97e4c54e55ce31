package dev.mandate.service.reconcile;

import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Selector;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyFile;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.reconcile.ReconcileViews.PlanView;
import dev.mandate.service.reconcile.ReconcileViews.PlansView;
import java.util.List;
import org.springframework.stereotype.Component;

/** Shows what a policy folder would change in each deployment, before it is published. */
@Component
class PolicyPlanController implements Routes {
    private final ReconcileApi reconcile;
    private final PolicyApi policies;

    PolicyPlanController(ReconcileApi reconcile, PolicyApi policies) {
        this.reconcile = reconcile;
        this.policies = policies;
    }

    record Folder(List<PolicyFile> file) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.post(
                "/policy/plans",
                Permission.POLICY_PREVIEW,
                "Reads all deployments and says what a folder would change there; stores and changes nothing.",
                Folder.class,
                PlansView.class,
                this::plan));
    }

    /** Without plans where the folder is faulty: its preview says why. */
    private PlansView plan(Ask ask, Folder folder) {
        var preview = policies.preview(ask.caller(), PolicyFolder.read(folder.file()));
        return preview.version()
                .map(version -> new PlansView(
                        reconcile
                                .check(
                                        ask.caller(),
                                        version,
                                        Selector.ALL,
                                        StepView.tell(ask, Permission.PLANS_MAKE, version, Selector.ALL))
                                .stream()
                                .map(PlanView::of)
                                .toList(),
                        version.number()))
                .orElseGet(() -> new PlansView(List.of(), preview.basedOn()));
    }
}
