package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The patterns among some grants, by principal: most principals have none, so looking one up costs a hash. */
final class GrantPatterns {
    private final Map<Principal, List<Grant>> byPrincipal = new HashMap<>();

    private GrantPatterns() {}

    /** Of these keys, whatever else is among them. */
    static GrantPatterns in(Collection<Grant> keys) {
        var patterns = new GrantPatterns();
        for (Grant key : keys) {
            if (key.entitlement().pattern()) {
                patterns.byPrincipal
                        .computeIfAbsent(key.principal(), ignored -> new ArrayList<>())
                        .add(key);
            }
        }
        patterns.byPrincipal.values().forEach(list -> list.sort(null));
        return patterns;
    }

    /** The patterns of the same principal that cover this literal, whatever its condition and options; in order. */
    Stream<Grant> covering(Grant literal) {
        if (byPrincipal.isEmpty() || literal.entitlement().pattern()) {
            return Stream.empty();
        }
        var key = literal.entitlement().key();
        return byPrincipal.getOrDefault(literal.principal(), List.of()).stream()
                .filter(pattern -> Patterns.covers(pattern.entitlement(), key));
    }
}
