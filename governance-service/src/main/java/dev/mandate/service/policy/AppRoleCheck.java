package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.service.policy.Draft.AppRoleDraft;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** In each deployment an app-role is defined once, extended only where that is allowed, and free of contradictions. */
final class AppRoleCheck {
    private final Draft draft;
    private final Faults faults;

    AppRoleCheck(Draft draft, Faults faults) {
        this.draft = draft;
        this.faults = faults;
    }

    void run() {
        Map<AppRoleName, List<AppRoleDraft>> byName = draft.appRoles.stream()
                .collect(Collectors.groupingBy(entry -> entry.definition().name(), TreeMap::new, Collectors.toList()));
        byName.values().forEach(entries -> entries.forEach(this::alone));
        for (Deployment deployment : PolicyCheck.deployments(draft)) {
            Map<AppRoleName, Set<AppRoleName>> nested = new TreeMap<>();
            byName.forEach((name, all) -> {
                var entries = all.stream()
                        .filter(entry -> entry.definition().where().matches(deployment))
                        .toList();
                if (!entries.isEmpty()) {
                    together(deployment, entries);
                    nested.put(name, members(entries));
                }
            });
            nesting(deployment, nested, byName);
        }
    }

    private void alone(AppRoleDraft entry) {
        if (entry.definition().extend() && entry.definition().extensible()) {
            String fix = "write extensible: true on the entry that defines it";
            faults.add(entry.at().place("extensible"), "an entry that extends cannot itself be extensible", fix);
        }
    }

    private void together(Deployment deployment, List<AppRoleDraft> entries) {
        String role =
                "app-role " + Shown.quote(entries.getFirst().definition().name().value());
        String there = " in deployment " + deployment.id();
        List<AppRoleDraft> definitions =
                entries.stream().filter(entry -> !entry.definition().extend()).toList();
        definitions.stream()
                .skip(1)
                .forEach(second -> faults.add(
                        second.at().place("name"),
                        role + there + " is defined twice, first at "
                                + definitions.getFirst().at().place("name"),
                        "narrow one 'where', or write extend: true here and extensible: true there"));
        for (AppRoleDraft entry : entries) {
            if (entry.definition().extend() && definitions.isEmpty()) {
                faults.add(
                        entry.at().place("extend"),
                        role + there + " is extended but not defined",
                        "define it once, without extend");
            } else if (entry.definition().extend()
                    && !definitions.getFirst().definition().extensible()) {
                String fix = "write extensible: true at "
                        + definitions.getFirst().at().place("name");
                faults.add(entry.at().place("extend"), role + there + " does not allow to be extended", fix);
            }
        }
        contradictions(role + there, entries);
    }

    private void contradictions(String where, List<AppRoleDraft> entries) {
        var seen = new HashMap<Entitlement, Placed<Entitlement>>();
        for (AppRoleDraft entry : entries) {
            for (Placed<Entitlement> given : entry.content().entitlements()) {
                Entitlement key = given.value().key();
                var allowed = new Entitlement(
                        key.kind(), key.resource(), key.pattern(), key.action(), Effect.ALLOW, null, key.options());
                Placed<Entitlement> before = seen.putIfAbsent(allowed, given);
                if (before != null && !before.value().equals(given.value())) {
                    faults.add(
                            given.place(),
                            where + " is given both "
                                    + Shown.quote(before.value().toString()) + " and "
                                    + Shown.quote(given.value().toString()),
                            "keep one; the other is at " + before.place());
                }
            }
        }
    }

    private static Set<AppRoleName> members(List<AppRoleDraft> entries) {
        var members = new TreeSet<AppRoleName>();
        entries.forEach(
                entry -> entry.definition().gives().forEach(e -> e.memberOf().ifPresent(members::add)));
        return members;
    }

    private void nesting(
            Deployment deployment,
            Map<AppRoleName, Set<AppRoleName>> nested,
            Map<AppRoleName, List<AppRoleDraft>> all) {
        for (List<AppRoleName> cycle : Cycles.in(nested)) {
            String shown = cycle.stream().map(AppRoleName::value).collect(Collectors.joining(" → "));
            List<AppRoleDraft> first = all.getOrDefault(cycle.getFirst(), List.of());
            first.stream()
                    .limit(1)
                    .forEach(entry -> faults.add(
                            entry.at().place("gives"),
                            "app-roles in deployment " + deployment.id() + " contain each other: " + Shown.safe(shown),
                            "remove one of these memberships"));
        }
    }
}
