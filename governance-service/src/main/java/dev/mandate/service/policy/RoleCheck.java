package dev.mandate.service.policy;

import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.policy.Draft.RoleDraft;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Roles include each other without cycles, give something, and risky ones have an owner. */
final class RoleCheck {
    private final Draft draft;
    private final Faults faults;

    RoleCheck(Draft draft, Faults faults) {
        this.draft = draft;
        this.faults = faults;
    }

    void run() {
        Map<RoleId, Set<RoleId>> includes = new TreeMap<>();
        var drafts = new HashMap<RoleId, RoleDraft>();
        for (RoleDraft role : draft.roles) {
            if (drafts.putIfAbsent(role.role().id(), role) == null) {
                includes.put(role.role().id(), role.role().includes());
                warn(role.role());
            }
        }
        for (List<RoleId> cycle : Cycles.in(includes)) {
            String shown = cycle.stream().map(RoleId::value).collect(Collectors.joining(" → "));
            RoleId next = cycle.get(1);
            Place place = draft.roleIds.get(cycle.getFirst());
            RoleDraft first = drafts.get(cycle.getFirst());
            if (first == null || place == null) {
                continue;
            }
            Place include = first.includes().stream()
                    .filter(included -> included.value().equals(next))
                    .map(Placed::place)
                    .findFirst()
                    .orElse(place);
            faults.add(include, "roles include each other in a cycle: " + shown, "remove one of these includes");
        }
    }

    private void warn(Role role) {
        Place place = draft.roleIds.get(role.id());
        if (place == null) {
            return;
        }
        if (role.risk() != Risk.STANDARD && role.owner() == null) {
            String message = "role " + Shown.quote(role.id().value()) + " is "
                    + role.risk().word() + " and has no owner";
            faults.warn(place, message, "add owner: group:SOURCE/NAME");
        }
        if (role.gives().isEmpty() && role.includes().isEmpty()) {
            faults.warn(place, "role " + Shown.quote(role.id().value()) + " gives nothing", "add gives or includes");
        }
    }
}
