package dev.mandate.service.policy;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Selector;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part of the fleet that a permission of a caller is about. What is not in it is, for them, not there: they are
 * answered as if it did not exist.
 *
 * @param everything also what policy does not describe, or not yet
 * @param deployments of the version in force; empty where it is everything
 */
public record Sight(boolean everything, Map<DeploymentId, Deployment> deployments) {
    public static final Sight ALL = new Sight(true, Map.of());

    public Sight {
        deployments = Map.copyOf(deployments);
    }

    public static Sight of(Collection<Deployment> some) {
        return new Sight(false, some.stream().collect(Collectors.toMap(Deployment::id, Function.identity())));
    }

    public boolean sees(DeploymentId deployment) {
        return everything || deployments.containsKey(deployment);
    }

    /** Whether what holds for this selector holds for any of them. */
    public boolean sees(Selector where) {
        return everything || deployments.values().stream().anyMatch(where::matches);
    }

    /** Whether this selector reaches nothing else, also not what is to come: it must name each. */
    public boolean covers(Selector where) {
        return everything
                || (!where.deployments().isEmpty() && deployments.keySet().containsAll(where.deployments()));
    }
}
