package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The smallest thing a deployment can give: membership of an AppRole, a permission on a resource, an ACL. Its text form
 * is {@link EntitlementText}.
 *
 * @param kind one of the vocabulary's own words, {@code [a-z-]+}
 * @param resource what it is about; a literal name, or a pattern where it contains an unquoted {@code *}
 * @param pattern whether {@code *} in {@code resource} stands for any run of characters
 * @param action what may be done; null where the kind has none
 * @param condition a row filter, document query or the like; null means unconditional
 * @param options further switches such as {@code admin=true}; only those that differ from the product's default
 */
public record Entitlement(
        String kind,
        String resource,
        boolean pattern,
        @Nullable String action,
        Effect effect,
        @Nullable String condition,
        SortedMap<String, String> options)
        implements Comparable<Entitlement> {
    /** The kind by which every vocabulary spells membership of an AppRole. */
    public static final String ROLE_KIND = "role";

    private static final SortedMap<String, String> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());
    private static final Pattern KIND = Pattern.compile("[a-z][a-z-]*");
    private static final Comparator<@Nullable String> NULLS_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Entitlement> AMONG_NAMESAKES = Comparator.comparing(Entitlement::pattern)
            .thenComparing(Entitlement::action, NULLS_FIRST)
            .thenComparing(Entitlement::effect)
            .thenComparing(Entitlement::condition, NULLS_FIRST)
            .thenComparing(e -> e.options().toString());

    public Entitlement {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("entitlement kind '" + kind + "' must be letters a-z and '-'");
        }
        if (!options.keySet().stream().allMatch(name -> name.matches("(?!effect$|condition$)[a-z][a-z-]*"))) {
            throw new IllegalArgumentException(
                    "entitlement options must be named by letters a-z and '-', not " + options.keySet());
        }
        resource = Ids.text("entitlement resource", resource);
        options = options.isEmpty() ? NONE : Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    /** An unconditional ALLOW on one literal resource. */
    public static Entitlement of(String kind, String resource, @Nullable String action) {
        return new Entitlement(kind, resource, false, action, Effect.ALLOW, null, NONE);
    }

    /** An unconditional ALLOW on every resource that matches. */
    public static Entitlement ofPattern(String kind, String resource, @Nullable String action) {
        return new Entitlement(kind, resource, true, action, Effect.ALLOW, null, NONE);
    }

    /** Plain membership of an AppRole. */
    public static Entitlement memberOf(AppRoleName role) {
        return of(ROLE_KIND, role.value(), null);
    }

    /** What stays the same when condition or options change: two entitlements with one key differ, never coexist. */
    public Entitlement key() {
        return plain() ? this : new Entitlement(kind, resource, pattern, action, effect, null, NONE);
    }

    /** Whether it has neither condition nor options, and so is its own key. */
    public boolean plain() {
        return condition == null && options.isEmpty();
    }

    /** The AppRole whose membership this is, if it is one. */
    public Optional<AppRoleName> memberOf() {
        return kind.equals(ROLE_KIND) && !pattern ? Optional.of(AppRoleName.of(resource)) : Optional.empty();
    }

    @Override
    public int compareTo(Entitlement other) {
        int byKind = kind.compareTo(other.kind);
        int byName = byKind != 0 ? byKind : resource.compareTo(other.resource);
        return byName != 0 ? byName : AMONG_NAMESAKES.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Entitlement that
                        && resource.equals(that.resource)
                        && kind.equals(that.kind)
                        && pattern == that.pattern
                        && effect == that.effect
                        && Objects.equals(action, that.action)
                        && Objects.equals(condition, that.condition)
                        && options.equals(that.options));
    }

    /** Of what nearly always tells two apart; a deployment has a million of them to look up. */
    @Override
    public int hashCode() {
        return (kind.hashCode() * 31 + resource.hashCode()) * 31 + Objects.hashCode(action);
    }

    @Override
    public String toString() {
        return EntitlementText.format(this);
    }
}
