package dev.mandate.service.policy;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Mode;
import dev.mandate.service.policy.Draft.Written;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;

/** Looks at the deployment that stands for Mandate itself: there is one, governed whole, and names prove nothing in it. */
final class MandateCheck {
    private final Draft draft;
    private final Faults faults;

    MandateCheck(Draft draft, Faults faults) {
        this.draft = draft;
        this.faults = faults;
    }

    void run() {
        for (Written<Deployment> written : draft.deployments) {
            boolean named = written.value().id().equals(MandateItself.ID);
            if (named != MandateItself.is(written.value())) {
                faults.add(
                        written.at().place(),
                        "the deployment with id mandate is Mandate itself, and no other one is",
                        "write id: mandate and application: mandate together");
            } else if (named) {
                governed(written.value(), written.at());
            }
        }
    }

    private void governed(Deployment deployment, Fields at) {
        if (deployment.modes().of(Facet.ACCOUNTS) == Mode.OBSERVE
                || deployment.modes().of(Facet.ROLE_CONTENT) != Mode.AUTHORITATIVE) {
            faults.add(
                    at.place("manage"),
                    "what nobody gives in Mandate itself must not be there",
                    "write manage: {accounts: additive, role-content: authoritative}");
        }
        if (deployment.trustNames() || deployment.linkBy() != null) {
            faults.add(
                    at.place(deployment.trustNames() ? "trust-names" : "link-by"),
                    "an account of Mandate itself is whose it was made for",
                    "leave out trust-names and link-by");
        }
        if (!deployment.agent().equals(Deployment.LOCAL_AGENT)) {
            faults.add(at.place("agent"), "Mandate itself has no remote agent", "leave out agent");
        }
    }
}
