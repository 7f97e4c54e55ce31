package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.DesiredState.DesiredGrant;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the grants by which a subject comes to an entitlement, and the graph behind them. */
final class WhyQuery {
    private final Resolver resolver;
    private final DeploymentContext context;
    private final DeploymentAccess access;
    private final SubjectId subject;
    private final Entitlement wanted;

    WhyQuery(Resolver resolver, DeploymentContext context, SubjectId subject, Entitlement wanted) {
        this.resolver = resolver;
        this.context = context;
        this.access = new DeploymentAccess(resolver, context);
        this.subject = subject;
        this.wanted = wanted.key();
    }

    Why answer() {
        DesiredState state = new DeploymentResolution(resolver, context, access).of(Set.of(subject));
        var ends = new HashMap<Integer, List<List<Grant>>>();
        for (DesiredGrant grant : state.grants().values()) {
            List<List<Grant>> tails = tails(grant.grant(), new HashSet<>());
            if (!tails.isEmpty()) {
                grant.sources()
                        .nodes()
                        .forEach(node -> ends.computeIfAbsent(node, key -> new ArrayList<>())
                                .addAll(tails));
            }
        }
        Cause withheld = ends.isEmpty() ? withheld(state) : null;
        var graph = new WhyGraph(resolver, access, subject, cutRoles(state), ends);
        return new Why(subject, context.deployment().id(), wanted, graph, withheld);
    }

    private BitSet cutRoles(DesiredState state) {
        int number = resolver.subjects().of(subject);
        if (number == Numbering.NONE) {
            return new BitSet();
        }
        Principal account = state.accounts().values().stream()
                .findFirst()
                .map(found -> (Principal) new Principal.Account(found.name()))
                .orElse(null);
        return access.cutRoles(number, access.holds().on(subject, account));
    }

    private @Nullable Cause withheld(DesiredState state) {
        return state.withheld().entrySet().stream()
                .filter(entry -> !tails(entry.getKey(), new HashSet<>()).isEmpty())
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    /** The ways on from a grant to the entitlement, each beginning with the grant; no AppRole is passed twice. */
    private List<List<Grant>> tails(Grant grant, Set<AppRoleName> passed) {
        if (Patterns.covers(grant.entitlement().key(), wanted)) {
            return List.of(List.of(grant));
        }
        AppRoleName role = grant.entitlement().memberOf().orElse(null);
        if (role == null || !passed.add(role)) {
            return List.of();
        }
        var tails = new ArrayList<List<Grant>>();
        for (Grant content : access.content(role)) {
            for (List<Grant> rest : tails(content, passed)) {
                var tail = new ArrayList<Grant>();
                tail.add(grant);
                tail.addAll(rest);
                tails.add(tail);
            }
        }
        passed.remove(role);
        return tails;
    }
}
