package dev.mandate.model.access;

import dev.mandate.model.access.Constraint.Enforcement;
import dev.mandate.model.access.GuardLimits.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a new policy holds back less than the old one. A version with any of it needs two people, and its changes are
 * planned apart from all others.
 *
 * @param reasons one sentence each, in a fixed order; empty means that nothing is loosened
 * @param relabelled deployments whose labels change: whoever publishes must be allowed to at both ends
 */
public record PolicyLoosening(List<String> reasons, List<Relabelled> relabelled) {
    /** One deployment before and after. */
    public record Relabelled(Deployment before, Deployment after) {}

    public PolicyLoosening {
        reasons = List.copyOf(reasons);
        relabelled = List.copyOf(relabelled);
    }

    public static PolicyLoosening between(Policy before, Policy after) {
        var reasons = new ArrayList<String>();
        guards(before, after, reasons);
        constraints(before, after, reasons);
        var relabelled = deployments(before, after, reasons);
        roles(before, after, reasons);
        new OwnRoles(before, after).changes(reasons);
        return new PolicyLoosening(reasons, relabelled);
    }

    public boolean isLooser() {
        return !reasons.isEmpty();
    }

    private static void guards(Policy before, Policy after, List<String> reasons) {
        limit("max-removals", before.guards().maxRemovals(), after.guards().maxRemovals(), reasons);
        for (Risk risk : Risk.values()) {
            Limit old = Objects.requireNonNull(before.guards().maxGains().get(risk));
            limit(
                    "max-gains " + risk.word(),
                    old,
                    Objects.requireNonNull(after.guards().maxGains().get(risk)),
                    reasons);
        }
        for (Entitlement entitlement : before.guards().protect()) {
            if (!after.guards().protect().contains(entitlement)) {
                reasons.add("guards: " + entitlement + " is no longer protected");
            }
        }
        GuardLimits.Window old = before.guards().window();
        GuardLimits.Window now = after.guards().window();
        boolean moved = now != null && !before.timeZone().equals(after.timeZone());
        if (old != null && (now == null || moved || !old.covers(now))) {
            reasons.add("guards: the window opens at other times");
        }
    }

    private static void limit(String name, Limit before, Limit after, List<String> reasons) {
        if (!before.strictest(after).equals(after)) {
            reasons.add("guards: " + name + " is raised");
        }
    }

    private static void constraints(Policy before, Policy after, List<String> reasons) {
        Map<ConstraintId, Constraint> now = byId(after.constraints(), Constraint::id);
        for (Constraint old : before.constraints()) {
            Constraint constraint = now.get(old.id());
            if (constraint == null) {
                reasons.add("constraint " + old.id() + " is removed");
            } else if (constraint.atMost() > old.atMost()
                    || !constraint.roles().containsAll(old.roles())
                    || (old.effect() == Enforcement.ENFORCE && constraint.effect() == Enforcement.WARN)) {
                reasons.add("constraint " + old.id() + " allows more");
            }
        }
    }

    private static List<Relabelled> deployments(Policy before, Policy after, List<String> reasons) {
        var relabelled = new ArrayList<Relabelled>();
        Map<DeploymentId, Deployment> now = byId(after.deployments(), Deployment::id);
        for (Deployment old : before.deployments()) {
            Deployment deployment = now.get(old.id());
            if (deployment == null) {
                if (!old.modes().equals(Modes.OBSERVE_ALL)) {
                    reasons.add("deployment " + old.id() + " is managed no longer");
                }
                continue;
            }
            if (!deployment.labels().equals(old.labels())) {
                relabelled.add(new Relabelled(old, deployment));
                reasons.add("deployment " + old.id() + " has other labels");
            }
            for (Facet facet : Facet.values()) {
                if (deployment.modes().of(facet).compareTo(old.modes().of(facet)) < 0) {
                    reasons.add("deployment " + old.id() + ": " + facet.word() + " are managed less");
                }
            }
            trust(old, deployment, reasons);
        }
        return relabelled;
    }

    private static void trust(Deployment before, Deployment after, List<String> reasons) {
        boolean linksMore = after.linkBy() != null && !Objects.equals(after.linkBy(), before.linkBy());
        if (linksMore || (after.trustNames() && !before.trustNames())) {
            reasons.add("deployment " + before.id() + " links accounts by less evidence");
        }
        for (String key : List.of("insecure", "tls")) {
            if (!Objects.equals(before.connect().get(key), after.connect().get(key))) {
                reasons.add("deployment " + before.id() + ": '" + key + "' of connect changes");
            }
        }
    }

    private static void roles(Policy before, Policy after, List<String> reasons) {
        Map<RoleId, Role> now = byId(after.roles(), Role::id);
        for (Role old : before.roles()) {
            Role role = now.get(old.id());
            if (role == null) {
                continue;
            }
            if (role.risk().compareTo(old.risk()) < 0) {
                reasons.add("role " + old.id() + " counts as less risky");
            }
            if (old.owner() != null && !old.owner().equals(role.owner())) {
                reasons.add("role " + old.id() + " has another owner");
            }
        }
    }

    private static <I extends Comparable<I>, T> Map<I, T> byId(List<T> items, Function<T, I> id) {
        var map = new TreeMap<I, T>();
        items.forEach(item -> map.put(id.apply(item), item));
        return map;
    }

    /** Compares who may do what in Mandate itself. */
    private record OwnRoles(Policy before, Policy after) {
        /** The deployment that stands for Mandate, unless policy describes it. */
        private static final Deployment MANDATE = new Deployment(
                MandateItself.ID,
                MandateItself.APPLICATION,
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false);

        void changes(List<String> reasons) {
            Map<RoleId, Set<Entitlement>> old = own(before);
            Map<RoleId, Set<Entitlement>> now = own(after);
            now.forEach((role, gives) -> {
                if (!gives.isEmpty() && !old.getOrDefault(role, Set.of()).containsAll(gives)) {
                    reasons.add("role " + role + " gives more in Mandate itself");
                }
            });
            Deployment mandate = mandate(after);
            after.mappings().stream()
                    .filter(mapping ->
                            gives(now, mapping.role()) && mapping.where().matches(mandate))
                    .filter(mapping -> !before.mappings().contains(mapping))
                    .forEach(mapping -> reasons.add(
                            "group " + mapping.group() + " gets role " + mapping.role() + " in Mandate itself"));
            after.assignments().stream()
                    .filter(assignment ->
                            gives(now, assignment.role()) && assignment.where().matches(mandate))
                    .filter(assignment -> !before.assignments().contains(assignment))
                    .forEach(assignment -> reasons.add("subject " + assignment.subject() + " gets role "
                            + assignment.role() + " in Mandate itself"));
        }

        private static boolean gives(Map<RoleId, Set<Entitlement>> own, RoleId role) {
            return !own.getOrDefault(role, Set.of()).isEmpty();
        }

        private static Deployment mandate(Policy policy) {
            return policy.deployments().stream()
                    .filter(deployment -> deployment.id().equals(MANDATE.id()))
                    .findFirst()
                    .orElse(MANDATE);
        }

        /** A clause for every deployment is about Mandate only where policy describes that deployment. */
        private static boolean isAbout(Selector where, Policy policy) {
            Deployment mandate = mandate(policy);
            boolean named = where.applications().contains(MANDATE.application())
                    || where.deployments().contains(MANDATE.id());
            return where.matches(mandate) && (named || !mandate.equals(MANDATE));
        }

        /** What each role gives in Mandate, by itself or through what it includes. */
        private static Map<RoleId, Set<Entitlement>> own(Policy policy) {
            Map<RoleId, Role> roles = byId(policy.roles(), Role::id);
            var own = new LinkedHashMap<RoleId, Set<Entitlement>>();
            roles.keySet().forEach(start -> {
                var gives = new TreeSet<Entitlement>();
                var seen = new HashSet<RoleId>();
                collect(start, roles, policy, gives, seen);
                own.put(start, gives);
            });
            return own;
        }

        private static void collect(
                RoleId start, Map<RoleId, Role> roles, Policy policy, Set<Entitlement> gives, Set<RoleId> seen) {
            var open = new ArrayList<>(List.of(start));
            while (!open.isEmpty()) {
                Role role = roles.get(open.removeLast());
                if (role == null || !seen.add(role.id())) {
                    continue;
                }
                role.gives().stream()
                        .filter(clause -> isAbout(clause.where(), policy))
                        .forEach(clause -> gives.addAll(clause.entitlements()));
                open.addAll(role.includes());
            }
        }
    }
}
