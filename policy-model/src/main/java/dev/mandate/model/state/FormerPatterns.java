package dev.mandate.model.state;

import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that were desired before and are no more. What one of them gave is one difference, as it was one grant, as
 * long as each of its literals would go: a literal that stays for another reason makes them differences of their own.
 */
final class FormerPatterns {
    private final ObservedState observed;
    private final GrantPatterns patterns;
    private final Map<Grant, List<Drift>> going = new TreeMap<>();
    private final Set<Grant> broken = new HashSet<>();

    FormerPatterns(DesiredState desired, ObservedState observed) {
        this.observed = observed;
        List<Grant> former = observed.scope().patterns().stream()
                .filter(pattern -> !desired.grants().containsKey(pattern.key()))
                .filter(pattern -> observed.coverage().containsKey(pattern.key()))
                .toList();
        patterns = GrantPatterns.in(former);
    }

    /** A literal that is as it should be. */
    void keep(Grant literal) {
        patterns.covering(literal).forEach(broken::add);
    }

    /** What a literal that is not desired by itself amounts to. */
    void note(Grant literal, List<Drift> differences) {
        patterns.covering(literal).forEach(pattern -> {
            Drift only = only(differences);
            if (only instanceof Drift.Unexpected(var thing, Cause cause, var given)
                    && !cause.urgent()
                    && literal.equals(as(pattern, literal))) {
                going.computeIfAbsent(pattern, key -> new ArrayList<>()).add(only);
            } else {
                broken.add(pattern);
            }
        });
    }

    private static @Nullable Drift only(List<Drift> differences) {
        return differences.size() == 1 ? differences.getFirst() : null;
    }

    private static Grant as(Grant pattern, Grant literal) {
        Entitlement e = literal.entitlement();
        Entitlement says = pattern.entitlement();
        return new Grant(
                literal.principal(),
                new Entitlement(
                        e.kind(), e.resource(), false, e.action(), e.effect(), says.condition(), says.options()));
    }

    /** Puts one difference in the place of those of each pattern that goes as a whole. */
    void collapse(Collection<Drift> drift, Predicate<Grant> owned) {
        if (going.isEmpty()) {
            return;
        }
        Set<Drift> replaced = new HashSet<>();
        List<Drift> whole = new ArrayList<>();
        going.forEach((pattern, literals) -> {
            Coverage coverage = observed.coverage().get(pattern.key());
            if (!broken.contains(pattern)
                    && coverage != null
                    && coverage.held() == literals.size()
                    && owned.test(pattern)) {
                replaced.addAll(literals);
                whole.add(new Drift.Unexpected(new Drift.Thing.OfGrant(pattern), Cause.POLICY, true));
            }
        });
        drift.removeIf(replaced::contains);
        drift.addAll(whole);
    }
}
