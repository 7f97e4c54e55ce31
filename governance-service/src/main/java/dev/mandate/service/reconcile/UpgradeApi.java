package dev.mandate.service.reconcile;

import static java.util.stream.Collectors.groupingBy;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.VocabularyChange;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.platform.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Service;

/** Answers what an upgrade of an application would do to Roles and AppRoles, before anybody upgrades; asks no target. */
@Service
public class UpgradeApi {
    private final FleetApi fleet;

    UpgradeApi(FleetApi fleet) {
        this.fleet = fleet;
    }

    /**
     * By the vocabularies of the release that each deployment said it has, else of the one that policy names, and of
     * another one.
     *
     * @param from instead of what the deployments have
     * @throws Problem if there is no agent for the application
     */
    public Upgrade of(
            Caller caller,
            PolicyVersion policy,
            ApplicationName application,
            Optional<Release> from,
            Release to,
            Selector where) {
        caller.require(Permission.POLICY_READ);
        List<Release> tested = fleet.releases(application)
                .orElseThrow(() -> new Problem(
                        ReconcileViews.Code.NO_AGENT,
                        "no agent for " + application + " is installed: is it spelled so?"));
        List<Deployment> deployments = policy.policy().deployments().stream()
                .filter(one -> one.application().equals(application) && where.matches(one))
                .filter(one -> caller.may(Permission.DEPLOYMENTS_READ, one))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
        Map<DeploymentId, Release> contacted = fleet.contacted();
        Map<Optional<Release>, List<Deployment>> byRelease = deployments.stream()
                .collect(groupingBy(one -> from.or(() -> Optional.ofNullable(contacted.get(one.id())))
                        .or(() -> Optional.ofNullable(one.release()))));
        var steps = new TreeMap<Release, Upgrade.Step>();
        byRelease.forEach((release, some) ->
                release.ifPresent(known -> steps.put(known, step(policy.policy(), application, known, to, some))));
        return new Upgrade(
                to,
                tested.contains(to),
                List.copyOf(steps.values()),
                byRelease.getOrDefault(Optional.<Release>empty(), List.of()).stream()
                        .map(Deployment::id)
                        .toList());
    }

    private Upgrade.Step step(
            Policy policy, ApplicationName application, Release from, Release to, List<Deployment> deployments) {
        var change = new VocabularyChange(fleet.vocabulary(application, from), fleet.vocabulary(application, to));
        Set<Upgrade.Effect> effects = new LinkedHashSet<>();
        for (AppRoleDefinition definition : policy.appRoles()) {
            if (deployments.stream().anyMatch(definition.where()::matches)) {
                Optional.of(definition.name()).filter(name -> !definition.extend()).flatMap(change::on).stream()
                        .map(affected -> new Upgrade.Effect(Optional.empty(), Optional.of(definition.name()), affected))
                        .forEach(effects::add);
                definition.gives().stream()
                        .flatMap(entitlement -> change.on(entitlement).stream())
                        .map(affected -> new Upgrade.Effect(Optional.empty(), Optional.of(definition.name()), affected))
                        .forEach(effects::add);
            }
        }
        for (Role role : policy.roles()) {
            for (Clause clause : role.gives()) {
                if (deployments.stream().anyMatch(clause.where()::matches)) {
                    clause.entitlements().stream()
                            .flatMap(entitlement -> change.on(entitlement).stream())
                            .map(affected -> new Upgrade.Effect(Optional.of(role.id()), Optional.empty(), affected))
                            .forEach(effects::add);
                }
            }
        }
        return new Upgrade.Step(change, deployments.stream().map(Deployment::id).toList(), new ArrayList<>(effects));
    }
}
