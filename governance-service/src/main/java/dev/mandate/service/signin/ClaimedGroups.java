package dev.mandate.service.signin;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.jwt.Jwt;

/** The groups that a provider's token names, or that it does not say which they are. */
sealed interface ClaimedGroups {
    record Named(Set<String> names) implements ClaimedGroups {
        public Named {
            names = Set.copyOf(names);
        }
    }

    /** No claim, one of another shape, or one that points elsewhere because the groups are too many. */
    record Unknown() implements ClaimedGroups {}

    static ClaimedGroups of(Jwt token, String claim) {
        Map<String, Object> claims = token.getClaims();
        // What Entra ID does with people in more than 200 groups: the claim is left out, or names only some.
        boolean overage = (claims.get("_claim_names") instanceof Map<?, ?> elsewhere && elsewhere.containsKey(claim))
                || "true".equals(String.valueOf(claims.get("hasgroups")));
        if (overage || !(claims.get(claim) instanceof Collection<?> values)) {
            return new Unknown();
        }
        if (!values.stream().allMatch(String.class::isInstance)) {
            return new Unknown();
        }
        return new Named(values.stream().map(String.class::cast).collect(Collectors.toSet()));
    }

    /** What is unknown admits nobody. */
    default boolean admits(Set<String> anyOf) {
        return switch (this) {
            case Named named -> named.names().stream().anyMatch(anyOf::contains);
            case Unknown unknown -> false;
        };
    }
}
