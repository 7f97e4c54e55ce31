package dev.mandate.model.access;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which deployments something is about: keys are ANDed, several values of a key mean any of them, an absent key means
 * all; there is no negation.
 */
public record Selector(
        Set<ApplicationName> applications, Set<DeploymentId> deployments, SortedMap<String, Set<String>> labels) {
    /** Every deployment. */
    public static final Selector ALL = new Selector(Set.of(), Set.of(), new TreeMap<>());

    public Selector {
        applications = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(applications));
        deployments = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(deployments));
        var copy = new TreeMap<String, Set<String>>();
        labels.forEach((key, values) -> {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("label '" + key + "' of a selector needs at least one value");
            }
            copy.put(key, java.util.Collections.unmodifiableSortedSet(new TreeSet<>(values)));
        });
        labels = java.util.Collections.unmodifiableSortedMap(copy);
    }

    public boolean matches(Deployment deployment) {
        return (applications.isEmpty() || applications.contains(deployment.application()))
                && (deployments.isEmpty() || deployments.contains(deployment.id()))
                && labels.entrySet().stream().allMatch(label -> {
                    String value = deployment.labels().get(label.getKey());
                    return value != null && label.getValue().contains(value);
                });
    }
}
