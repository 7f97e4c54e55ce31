package dev.mandate.agent.superset;

import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row-level security rule. A Regular one filters those who have one of its roles, a Base one everybody else.
 *
 * @param id of this moment only; 0 before it is made
 * @param name in the model's spelling
 * @param datasets as their permissions are named, e.g. {@code [warehouse].[orders](id:1)}
 * @param roles as AppRoles are named
 */
record Rule(
        int id,
        String name,
        boolean base,
        String clause,
        @Nullable String groupKey,
        SortedSet<String> datasets,
        Set<String> roles) {
    static final String FILTER = "row-filter";
    static final String EXEMPT = "row-filter-exempt";
    static final String DATASETS = "datasets";
    static final String GROUP_KEY = "group-key";

    /** Between two dataset names, which may contain a comma themselves but end in their number. */
    private static final Pattern BETWEEN = Pattern.compile("(?<=\\(id:\\d{1,10}\\)), ");

    Rule {
        datasets = Collections.unmodifiableSortedSet(new TreeSet<>(datasets));
        roles = Set.copyOf(roles);
    }

    /** A Regular rule as an entitlement describes it, without its roles. */
    static Rule of(Entitlement filter) {
        return new Rule(
                0,
                filter.resource(),
                false,
                filter.condition() == null ? "" : filter.condition(),
                filter.options().get(GROUP_KEY),
                datasets(filter.options().getOrDefault(DATASETS, "")),
                Set.of());
    }

    static SortedSet<String> datasets(String list) {
        return new TreeSet<>(Set.of(BETWEEN.split(list)));
    }

    Rule withRoles(Set<String> others) {
        return new Rule(id, name, base, clause, groupKey, datasets, others);
    }

    /** What the rule does, whoever it does it to. */
    boolean filtersAs(Rule other) {
        return base == other.base
                && clause.equals(other.clause)
                && datasets.equals(other.datasets)
                && java.util.Objects.equals(groupKey, other.groupKey);
    }

    /** What those hold whose rows it filters. */
    Entitlement filter() {
        SortedMap<String, String> options = new TreeMap<>();
        options.put(DATASETS, String.join(", ", datasets));
        if (groupKey != null) {
            options.put(GROUP_KEY, groupKey);
        }
        return new Entitlement(FILTER, name, false, null, Effect.ALLOW, clause, options);
    }

    /** What those hold whom a Base rule spares. */
    Entitlement exempt() {
        return Entitlement.of(EXEMPT, name, null);
    }
}
