package dev.mandate.service.policy;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.Ids;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads {@code where} blocks. */
final class SelectorReader {
    private final Draft draft;
    private final Faults faults;

    SelectorReader(Draft draft, Faults faults) {
        this.draft = draft;
        this.faults = faults;
    }

    /** The selector under {@code where}; everywhere if there is none. */
    Placed<Selector> where(Fields fields) {
        Optional<Fields> where = fields.fields("where", PolicyFormat.SELECTOR);
        if (where.isEmpty()) {
            return new Placed<>(Selector.ALL, fields.place());
        }
        var selector = new Placed<>(selector(where.get()), where.get().place());
        draft.selectors.add(selector);
        return selector;
    }

    private Selector selector(Fields where) {
        Set<ApplicationName> applications = ids(where, "application", ApplicationName::of);
        var deployments = new TreeSet<DeploymentId>();
        for (Node.Text text : where.texts("deployment")) {
            Fields.parsed(text, DeploymentId::of, "an id of a deployment", faults)
                    .ifPresent(id -> {
                        deployments.add(id);
                        draft.deploymentReferences.add(new Placed<>(id, text.place()));
                    });
        }
        return new Selector(applications, deployments, labels(where));
    }

    private <T> Set<T> ids(Fields where, String key, Function<String, T> parser) {
        var ids = new HashSet<T>();
        where.texts(key)
                .forEach(text -> Fields.parsed(text, parser, "an id", faults).ifPresent(ids::add));
        return ids;
    }

    private SortedMap<String, Set<String>> labels(Fields where) {
        var labels = new TreeMap<String, Set<String>>();
        for (Node.Entry entry : Labels.entries(where, faults)) {
            var values = new TreeSet<String>();
            Fields.texts(entry.key().value(), entry.value(), faults)
                    .forEach(text -> Fields.parsed(text, v -> Ids.text("label value", v), "a label value", faults)
                            .ifPresent(values::add));
            if (!values.isEmpty()) {
                labels.put(entry.key().value(), values);
            }
        }
        return labels;
    }
}
