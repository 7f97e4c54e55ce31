package dev.mandate.model.cases;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Vocabularies of products that exist only in tests. */
public final class TestVocabularies {
    private TestVocabularies() {}

    /**
     * Kinds {@code role} (option {@code admin}) and {@code table} with SELECT and INSERT, patterns allowed;
     * {@code role:admin} is critical, {@code role:Public} comes with the product, {@code table:motd SELECT} is neutral.
     */
    public static Vocabulary of(ApplicationName application) {
        var kinds = new TreeMap<String, Vocabulary.Kind>();
        kinds.put(
                Entitlement.ROLE_KIND,
                kind(Entitlement.ROLE_KIND, Facet.MEMBERSHIPS, List.of(), false, Set.of("admin")));
        kinds.put("table", kind("table", Facet.ROLE_CONTENT, List.of("SELECT", "INSERT"), true, Set.of()));
        var admin = new Vocabulary.Item(EntitlementText.parse("role:admin"), Risk.CRITICAL, null, null);
        return new Vocabulary(
                application,
                Release.of("1.0"),
                kinds,
                List.of(admin),
                Set.of(AppRoleName.of("Public")),
                List.of(EntitlementText.parse("table:motd SELECT")));
    }

    private static Vocabulary.Kind kind(
            String name, Facet facet, List<String> actions, boolean pattern, Set<String> options) {
        return new Vocabulary.Kind(name, facet, actions, pattern, Direction.WIDENS, Risk.STANDARD, Map.of(), options);
    }
}
