package dev.mandate.service.reconcile;

import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Selector;
import dev.mandate.service.api.Ask;
import java.util.function.Consumer;

/**
 * One deployment has ended, told while others go on.
 *
 * @param of how many there are that were asked for and that the caller may do this in; one that waits for its wave may
 *     end twice
 */
record StepView(int of, DeploymentView ended) {
    static Consumer<Reconciliation> tell(Ask ask, Permission needed, PolicyVersion policy, Selector where) {
        int of = ReconcileApi.among(ask.caller(), needed, policy, where).size();
        return one -> ask.progress().accept(new StepView(of, DeploymentView.of(one)));
    }
}
