package dev.mandate.service.policy;

import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads entitlements in their short and long form. */
final class EntitlementReader {
    private static final String SHORT = "kind:resource, or kind:resource action";

    private final Faults faults;

    EntitlementReader(Faults faults) {
        this.faults = faults;
    }

    List<Placed<Entitlement>> list(Fields fields, String key) {
        var entitlements = new ArrayList<Placed<Entitlement>>();
        for (Node item : fields.items(key)) {
            entitlement(item).ifPresent(e -> entitlements.add(new Placed<>(e, item.place())));
        }
        return entitlements;
    }

    private Optional<Entitlement> entitlement(Node node) {
        if (node instanceof Node.Text text) {
            return Fields.parsed(text, EntitlementText::parse, SHORT, faults);
        }
        return Fields.of(PolicyFormat.ENTITLEMENT, node, faults).flatMap(this::longForm);
    }

    private Optional<Entitlement> longForm(Fields fields) {
        boolean deny = fields.word("effect").orElse("allow").equals("deny");
        SortedMap<String, String> options = options(fields);
        Optional<String> kind = fields.text("kind");
        Optional<String> resource = fields.text("resource");
        if (kind.isEmpty() || resource.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Entitlement(
                    kind.get(),
                    isQuoted(resource.get()) ? unquoted(resource.get()) : resource.get(),
                    !isQuoted(resource.get()) && resource.get().indexOf('*') >= 0,
                    fields.text("action").orElse(null),
                    deny ? Effect.DENY : Effect.ALLOW,
                    fields.text("condition").orElse(null),
                    options));
        } catch (IllegalArgumentException e) {
            faults.add(fields.place(), String.valueOf(e.getMessage()), "see the application's vocabulary");
            return Optional.empty();
        }
    }

    private static boolean isQuoted(String resource) {
        return resource.length() > 1 && resource.startsWith("\"") && resource.endsWith("\"");
    }

    private static String unquoted(String resource) {
        return EntitlementText.parse("resource:" + resource).resource();
    }

    private SortedMap<String, String> options(Fields fields) {
        var options = new TreeMap<String, String>();
        for (Node.Entry entry : Tables.entries(fields, "options", faults)) {
            Fields.text(entry.key().value(), entry.value(), faults)
                    .ifPresent(text -> options.put(entry.key().value(), text.value()));
        }
        return options;
    }
}
