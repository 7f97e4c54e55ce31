package dev.mandate.model.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one release of an application can grant.
 *
 * @param kinds by name; always one named {@link Entitlement#ROLE_KIND} if the application has AppRoles
 * @param items exceptions to what their kind says; the first that matches wins
 * @param builtIn AppRoles that the product ships and restores; their content is never owned
 * @param neutral entitlements that are never compared, because the product itself adds or removes them
 */
public record Vocabulary(
        ApplicationName application,
        Release release,
        SortedMap<String, Kind> kinds,
        List<Item> items,
        Set<AppRoleName> builtIn,
        List<Entitlement> neutral) {
    /**
     * One sort of entitlement.
     *
     * @param actions the actions there are, in canonical spelling; empty means the kind has no action
     * @param pattern whether {@code *} is allowed in the resource
     * @param adding what adding an ALLOW does; a DENY does the reverse
     * @param sentences by action ({@code ""} for none or any): what the holder can do, with {@code {resource}} in it
     */
    public record Kind(
            String name,
            Facet facet,
            List<String> actions,
            boolean pattern,
            Direction adding,
            Risk risk,
            Map<String, String> sentences,
            Set<String> options) {
        public Kind {
            actions = List.copyOf(actions);
            sentences = Map.copyOf(sentences);
            options = Set.copyOf(options);
        }
    }

    /** What differs for the entitlements that {@code matching} covers. */
    public record Item(
            Entitlement matching,
            @Nullable Risk risk,
            @Nullable Direction adding,
            @Nullable String sentence) {}

    public Vocabulary {
        kinds = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
        items = List.copyOf(items);
        builtIn = Set.copyOf(builtIn);
        neutral = List.copyOf(neutral);
    }

    public Optional<Kind> kind(Entitlement entitlement) {
        return Optional.ofNullable(kinds.get(entitlement.kind()));
    }

    /** Why this cannot be given with this release, as a clause of a sentence; empty where it can. */
    public Optional<String> fault(Entitlement entitlement) {
        Kind kind = kinds.get(entitlement.kind());
        String product = application + " " + release;
        if (kind == null) {
            return Optional.of(product + " has no kind '" + entitlement.kind() + "', only " + kinds.keySet());
        }
        if (kind.actions().isEmpty() != (entitlement.action() == null)) {
            return Optional.of("kind '" + kind.name() + "' of " + product
                    + (kind.actions().isEmpty() ? " has no action" : " needs an action, one of " + kind.actions()));
        }
        if (entitlement.action() != null && !kind.actions().contains(entitlement.action())) {
            return Optional.of("kind '" + kind.name() + "' of " + product + " has no action '" + entitlement.action()
                    + "', only " + kind.actions());
        }
        if (entitlement.pattern() && !kind.pattern()) {
            return Optional.of("kind '" + kind.name() + "' of " + product + " allows no pattern");
        }
        if (!kind.options().containsAll(entitlement.options().keySet())) {
            return Optional.of("kind '" + kind.name() + "' of " + product + " has no options but " + kind.options());
        }
        return Optional.empty();
    }

    /** Whether adding this widens; an unknown kind is {@link Direction#BOTH}. */
    public Direction adding(Entitlement entitlement) {
        Direction plain = item(entitlement)
                .map(Item::adding)
                .or(() -> kind(entitlement).map(Kind::adding))
                .orElse(Direction.BOTH);
        return entitlement.effect() == Effect.ALLOW ? plain : plain.reversed();
    }

    /** An unknown kind is critical: nobody has said that it is harmless. */
    public Risk risk(Entitlement entitlement) {
        return item(entitlement)
                .map(Item::risk)
                .or(() -> kind(entitlement).map(Kind::risk))
                .orElse(Risk.CRITICAL);
    }

    /** What the holder can do, in one plain clause such as "can edit the DAG sales_daily". */
    public String sentence(Entitlement entitlement) {
        String action = entitlement.action() == null ? "" : entitlement.action();
        String template = item(entitlement)
                .map(Item::sentence)
                .or(() -> kind(entitlement)
                        .map(kind -> kind.sentences()
                                .getOrDefault(action, kind.sentences().get(""))))
                .orElse("holds " + EntitlementText.format(entitlement));
        return template.replace("{resource}", entitlement.resource()).replace("{action}", action);
    }

    public boolean isNeutral(Entitlement entitlement) {
        return neutral.stream().anyMatch(pattern -> Patterns.covers(pattern, entitlement));
    }

    public boolean isBuiltIn(AppRoleName role) {
        return builtIn.contains(role);
    }

    private Optional<Item> item(Entitlement entitlement) {
        return items.stream()
                .filter(item -> Patterns.covers(item.matching(), entitlement))
                .findFirst();
    }
}
