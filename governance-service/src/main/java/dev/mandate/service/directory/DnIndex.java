package dev.mandate.service.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ids by DN, whatever the spelling: case, blanks, escapes and the order inside a multi-valued RDN do not matter. */
final class DnIndex {
    private final UnaryOperator<String> normalised;
    /** As sent: most servers spell a DN the same way everywhere, and normalising a million of them takes long. */
    private final Map<String, String> exact = new HashMap<>();

    /** Made for the first name that is spelled in another way; null until then. */
    private @Nullable Map<String, String> normal;

    private final Set<String> ids = new HashSet<>();

    DnIndex(UnaryOperator<String> normalised) {
        this.normalised = normalised;
    }

    void put(String dn, String id) {
        ids.add(id);
        exact.put(dn, id);
        if (normal != null) {
            normal.put(normalised.apply(dn), id);
        }
    }

    /** What these were called, before it is read anew. */
    void forget(Set<String> these) {
        exact.values().removeAll(these);
        if (normal != null) {
            normal.values().removeAll(these);
        }
        ids.removeAll(these);
    }

    /** One more DN of something that is known already; others joined after the read and are left for the next. */
    void rename(String dn, String id) {
        if (ids.contains(id)) {
            put(dn, id);
        }
    }

    @Nullable
    String get(String dn) {
        String id = exact.get(dn);
        return id == null ? normal().get(normalised.apply(dn)) : id;
    }

    /** Under which name this was found. */
    Optional<String> nameOf(String id) {
        return exact.entrySet().stream()
                .filter(one -> one.getValue().equals(id))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Map<String, String> normal() {
        Map<String, String> made = normal;
        if (made == null) {
            made = HashMap.newHashMap(exact.size());
            for (var one : exact.entrySet()) {
                made.put(normalised.apply(one.getKey()), one.getValue());
            }
            normal = made;
        }
        return made;
    }
}
