package dev.mandate.model.state;

import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Vocabulary;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the roles give in one deployment, and what each set of roles gives together. */
final class RoleContents {
    private final RoleHierarchy roles;
    private final SourceGraph graph;
    private final Vocabulary vocabulary;
    private final BitSet giving = new BitSet();
    private final Map<Integer, int[]> clauses = new HashMap<>();
    private final Map<BitSet, Bundle> bundles = new HashMap<>();
    private final Map<SourceSet, SourceSet> shared = Bundle.sharing();
    private final Map<Selector, Boolean> matches = new HashMap<>();
    private final Deployment deployment;

    RoleContents(RoleHierarchy roles, SourceGraph graph, Deployment deployment, Vocabulary vocabulary) {
        this.roles = roles;
        this.graph = graph;
        this.deployment = deployment;
        this.vocabulary = vocabulary;
        for (int role = 0; role < roles.size(); role++) {
            var here = new IntList();
            List<Clause> gives = roles.at(role).gives();
            for (int i = 0; i < gives.size(); i++) {
                if (!gives.get(i).entitlements().isEmpty()
                        && matches(gives.get(i).where())) {
                    here.add(graph.clauseNode(role, i));
                }
            }
            if (!here.isEmpty()) {
                giving.set(role);
                clauses.put(role, here.toArray());
            }
        }
    }

    boolean matches(Selector where) {
        return matches.computeIfAbsent(where, selector -> selector.matches(deployment));
    }

    /** Whether a role or one that comes with it gives anything here. */
    boolean gives(int role) {
        return roles.closure(role).intersects(giving);
    }

    /** What these roles, with those that come with them already among them, give together. */
    Bundle of(BitSet reached) {
        var key = (BitSet) reached.clone();
        key.and(giving);
        return bundles.computeIfAbsent(key, this::collect);
    }

    private Bundle collect(BitSet givingRoles) {
        var collector = new Bundle.Collector(vocabulary);
        givingRoles.stream().forEach(role -> {
            for (int node : clauses.getOrDefault(role, new int[0])) {
                for (Entitlement entitlement : graph.clause(node).entitlements()) {
                    collector.add(entitlement, node);
                }
            }
        });
        return collector.bundle(shared);
    }

    /** What is wrong with single entitlements that roles give here, whoever has the roles. */
    Set<Finding> findings() {
        var findings = new TreeSet<Finding>();
        clauses.values().forEach(nodes -> {
            for (int node : nodes) {
                for (Entitlement entitlement : graph.clause(node).entitlements()) {
                    Bundle.unknown(vocabulary, entitlement).ifPresent(findings::add);
                }
            }
        });
        return findings;
    }
}
