package dev.mandate.model.plan;

import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What something gives, as far as the resources it is about: what is done there does not count, because one action of a
 * product may hold another.
 */
final class Reach {
    static final Reach NOTHING = new Reach(true, Set.of());
    /** Of an AppRole whose content nobody reads. */
    static final Reach UNKNOWN = new Reach(false, Set.of());

    private final boolean known;
    private final Set<Entitlement> things;
    private final List<Entitlement> patterns;

    private Reach(boolean known, Set<Entitlement> things) {
        this.known = known;
        this.things = things;
        this.patterns = things.stream().filter(Entitlement::pattern).toList();
    }

    static Reach of(Collection<Entitlement> entitlements) {
        return new Reach(true, entitlements.stream().map(Reach::thing).collect(Collectors.toSet()));
    }

    private static Entitlement thing(Entitlement given) {
        return new Entitlement(
                given.kind(),
                given.resource(),
                given.pattern(),
                null,
                Effect.ALLOW,
                null,
                Collections.emptySortedMap());
    }

    /** Whether both may give something of the same; what is not known may give anything. */
    boolean meets(Reach other) {
        if (!known || !other.known) {
            return !isNothing() && !other.isNothing();
        }
        return things.size() <= other.things.size()
                ? things.stream().anyMatch(other::touches)
                : other.things.stream().anyMatch(this::touches);
    }

    private boolean isNothing() {
        return known && things.isEmpty();
    }

    private boolean touches(Entitlement thing) {
        return things.contains(thing)
                || (thing.pattern() ? things : patterns).stream().anyMatch(one -> Patterns.meet(one, thing));
    }
}
