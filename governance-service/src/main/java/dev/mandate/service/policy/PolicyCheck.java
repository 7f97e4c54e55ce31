package dev.mandate.service.policy;

import dev.mandate.model.access.Deployment;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.policy.Draft.Written;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shown;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/** The checks that look across the files of a policy. */
final class PolicyCheck {
    private final Draft draft;
    private final Applications applications;
    private final Faults faults;

    PolicyCheck(Draft draft, Applications applications, Faults faults) {
        this.draft = draft;
        this.applications = applications;
        this.faults = faults;
    }

    void run() {
        if (!faults.anyUnreadable()) {
            references("role", draft.roleReferences, draft.roleIds.keySet());
            references("deployment", draft.deploymentReferences, draft.deploymentIds.keySet());
        }
        new RoleCheck(draft, faults).run();
        new TargetCheck(draft, applications, faults).run();
        new MandateCheck(draft, faults).run();
        new AppRoleCheck(draft, faults).run();
        new SelectorCheck(draft, applications, faults).run();
        new VocabularyCheck(draft, applications, faults).run();
        once("mapping", draft.mappings);
        once("assignment", draft.assignments);
    }

    private <T> void references(String what, List<Placed<T>> references, Collection<T> defined) {
        List<String> names = defined.stream().map(Object::toString).toList();
        for (Placed<T> reference : references) {
            if (!defined.contains(reference.value())) {
                String name = reference.value().toString();
                String fix = Nearest.hint(name, names, "define it, or name one that exists");
                faults.add(reference.place(), "unknown " + what + " " + Shown.quote(name), fix);
            }
        }
    }

    private <T> void once(String what, List<Written<T>> written) {
        var first = new HashMap<T, Place>();
        for (Written<T> one : written) {
            Place before = first.putIfAbsent(one.value(), one.at().place());
            if (before != null) {
                faults.add(
                        one.at().place(), "the same " + what + " is written twice, first at " + before, "remove one");
            }
        }
    }

    static List<Deployment> deployments(Draft draft) {
        return draft.deployments.stream().map(Written::value).toList();
    }
}
