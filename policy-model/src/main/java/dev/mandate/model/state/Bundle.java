package dev.mandate.model.state;

import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one set of definitions gives, in order: each {@link Entitlement#key()} once.
 *
 * @param items what is given
 * @param doubtful what is neither given nor taken away, because its meaning is in doubt
 */
record Bundle(List<Item> items, List<Item> doubtful, List<Finding> findings) {
    /** @param narrows whether giving it takes something away, as a DENY does */
    record Item(Entitlement key, Entitlement entitlement, SourceSet sources, boolean narrows) {
        /** The grant of this, whose key is already at hand; mostly it is its own key. */
        Grant to(Grant grantKey) {
            boolean plain =
                    entitlement.condition() == null && entitlement.options().isEmpty();
            return plain ? grantKey : new Grant(grantKey.principal(), entitlement);
        }
    }

    /** Collects entitlements with the nodes that give them. */
    static final class Collector {
        private final Vocabulary vocabulary;
        private final Map<Entitlement, SortedMap<Entitlement, IntList>> byKey = new TreeMap<>();

        Collector(Vocabulary vocabulary) {
            this.vocabulary = vocabulary;
        }

        void add(Entitlement entitlement, int node) {
            byKey.computeIfAbsent(entitlement.key(), key -> new TreeMap<>())
                    .computeIfAbsent(entitlement, key -> new IntList())
                    .add(node);
        }

        /** @param shared equal source sets become the same object */
        Bundle bundle(Map<SourceSet, SourceSet> shared) {
            var items = new ArrayList<Item>(byKey.size());
            var doubtful = new ArrayList<Item>();
            var findings = new ArrayList<Finding>();
            byKey.forEach((key, variants) -> {
                Optional<Finding> doubt = doubt(key, variants);
                if (doubt.isPresent()) {
                    doubtful.add(new Item(
                            key, key, SourceSet.EMPTY, !vocabulary.adding(key).mayWiden()));
                    findings.add(doubt.get());
                    return;
                }
                items.add(item(key, variants, shared));
            });
            return new Bundle(items, doubtful, findings);
        }

        /** The unconditional variant, if there is one, gives all that the others give. */
        private Item item(Entitlement key, SortedMap<Entitlement, IntList> variants, Map<SourceSet, SourceSet> shared) {
            Entitlement widest = variants.firstKey();
            SourceSet sources = SourceSet.of(variants.firstEntry().getValue().toArray());
            return new Item(
                    key,
                    widest,
                    shared.computeIfAbsent(sources, same -> same),
                    !vocabulary.adding(widest).mayWiden());
        }

        private Optional<Finding> doubt(Entitlement key, Map<Entitlement, IntList> variants) {
            Optional<Finding> unknown = variants.keySet().stream()
                    .flatMap(variant -> unknown(vocabulary, variant).stream())
                    .findFirst();
            if (unknown.isPresent()) {
                return unknown;
            }
            boolean unconditionalOne = variants.containsKey(key)
                    && variants.keySet().stream()
                            .allMatch(variant -> variant.options().isEmpty());
            if (variants.size() == 1 || unconditionalOne) {
                return Optional.empty();
            }
            String text = EntitlementText.format(key);
            return Optional.of(new Finding(
                    FindingCode.CONFLICTING_GRANTS,
                    text,
                    text + " is neither added nor removed where roles give it with different conditions or options: "
                            + String.join(", ", texts(variants)) + "; let them agree in the policy."));
        }

        private static List<String> texts(Map<Entitlement, IntList> variants) {
            return variants.keySet().stream().map(EntitlementText::format).toList();
        }
    }

    /** An empty one. */
    static final Bundle NONE = new Bundle(List.of(), List.of(), List.of());

    /** What the vocabulary does not know about an entitlement. */
    static Optional<Finding> unknown(Vocabulary vocabulary, Entitlement entitlement) {
        return vocabulary.fault(entitlement).map(fault -> {
            String text = EntitlementText.format(entitlement);
            return new Finding(
                    FindingCode.UNKNOWN_VOCABULARY, text, text + " is neither added nor removed: " + fault + ".");
        });
    }

    static Map<SourceSet, SourceSet> sharing() {
        return new HashMap<>();
    }
}
