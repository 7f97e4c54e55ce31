package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Vocabulary;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The AppRoles that policy defines in one deployment and what each holds, also through others. */
final class AppRoleContents {
    private final SortedMap<AppRoleName, Bundle> bundles = new TreeMap<>();

    AppRoleContents(
            List<AppRoleDefinition> definitions, SourceGraph graph, Deployment deployment, Vocabulary vocabulary) {
        var names = new TreeSet<AppRoleName>();
        var collectors = new TreeMap<AppRoleName, Bundle.Collector>();
        for (int i = 0; i < definitions.size(); i++) {
            AppRoleDefinition definition = definitions.get(i);
            if (!definition.where().matches(deployment)) {
                continue;
            }
            if (!definition.extend()) {
                names.add(definition.name());
            }
            Bundle.Collector collector =
                    collectors.computeIfAbsent(definition.name(), name -> new Bundle.Collector(vocabulary));
            for (Entitlement entitlement : definition.gives()) {
                collector.add(entitlement, graph.definitionNode(i));
            }
        }
        Map<SourceSet, SourceSet> shared = Bundle.sharing();
        names.forEach(name -> bundles.put(
                name,
                collectors.getOrDefault(name, new Bundle.Collector(vocabulary)).bundle(shared)));
    }

    /** The AppRoles with their content. */
    SortedMap<AppRoleName, Bundle> bundles() {
        return bundles;
    }

    /** The AppRole and all that it is a member of by definition. */
    SortedSet<AppRoleName> closure(AppRoleName role) {
        var reached = new TreeSet<AppRoleName>();
        var open = new ArrayDeque<AppRoleName>();
        reached.add(role);
        open.add(role);
        while (!open.isEmpty()) {
            for (Bundle.Item item :
                    bundles.getOrDefault(open.pop(), Bundle.NONE).items()) {
                item.entitlement().memberOf().filter(reached::add).ifPresent(open::add);
            }
        }
        return reached;
    }

    /** Whether an entitlement is held back, or makes its holder a member of an AppRole that holds what is. */
    boolean leadsTo(Entitlement entitlement, List<Entitlement> held) {
        if (held.isEmpty()) {
            return false;
        }
        if (held.stream().anyMatch(one -> Patterns.meet(one, entitlement))) {
            return true;
        }
        return entitlement.memberOf().stream()
                .flatMap(role -> closure(role).stream())
                .flatMap(role -> bundles.getOrDefault(role, Bundle.NONE).items().stream())
                .anyMatch(item -> held.stream().anyMatch(one -> Patterns.meet(one, item.entitlement())));
    }
}
