package dev.mandate.model.state;

/** Whether Mandate may change something in a deployment. */
public sealed interface Ownership {
    record Owned() implements Ownership {}

    /**
     * Outside the {@link ManagedScope}: shown, never changed.
     *
     * @param reason one clause that says why
     */
    record Unmanaged(String reason) implements Ownership {}

    static Ownership unmanaged(String reason) {
        return new Unmanaged(reason);
    }

    default boolean owned() {
        return this instanceof Owned;
    }
}
