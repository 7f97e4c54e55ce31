package dev.mandate.service.policy;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Selector;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Shown;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Warns of selectors that match no deployment, with the word that is probably mistyped. */
final class SelectorCheck {
    private final Draft draft;
    private final Applications applications;
    private final Faults faults;
    private final List<Deployment> deployments;

    SelectorCheck(Draft draft, Applications applications, Faults faults) {
        this.draft = draft;
        this.applications = applications;
        this.faults = faults;
        this.deployments = PolicyCheck.deployments(draft);
    }

    void run() {
        if (faults.anyUnreadable() || deployments.size() < draft.deploymentIds.size()) {
            return;
        }
        for (Placed<Selector> where : draft.selectors) {
            boolean known =
                    draft.deploymentIds.keySet().containsAll(where.value().deployments());
            if (known && deployments.stream().noneMatch(where.value()::matches)) {
                faults.warn(where.place(), "matches no deployment", fix(where.value()));
            }
        }
    }

    private String fix(Selector where) {
        var names = new TreeSet<>(applications.names());
        deployments.forEach(deployment -> names.add(deployment.application().value()));
        for (ApplicationName application : where.applications()) {
            if (!names.contains(application.value())) {
                return Nearest.hint(application.value(), names, "no agent for " + application + " is installed");
            }
        }
        for (Map.Entry<String, Set<String>> label : where.labels().entrySet()) {
            var keys = new TreeSet<String>();
            var values = new TreeSet<String>();
            deployments.forEach(deployment -> {
                keys.addAll(deployment.labels().keySet());
                values.add(deployment.labels().getOrDefault(label.getKey(), ""));
            });
            if (!keys.contains(label.getKey())) {
                return Nearest.hint(label.getKey(), keys, "no deployment has a label " + Shown.quote(label.getKey()));
            }
            if (label.getValue().stream().noneMatch(values::contains)) {
                String value = label.getValue().iterator().next();
                return Nearest.hint(value, values, label.getKey() + " is " + Shown.oneOf(values));
            }
        }
        return "no deployment has all of this at once";
    }
}
