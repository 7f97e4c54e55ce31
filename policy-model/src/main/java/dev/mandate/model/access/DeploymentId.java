package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** One running instance of an application, as policy calls it. */
public record DeploymentId(String value) implements Comparable<DeploymentId> {
    public DeploymentId {
        value = Ids.slug("deployment", value);
    }

    public static DeploymentId of(String value) {
        return new DeploymentId(value);
    }

    @Override
    public int compareTo(DeploymentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
