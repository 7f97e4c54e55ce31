package dev.mandate.agent.api;

import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Optional;

/**
 * A connection to one deployment. Safe for several callers at once: an agent serialises what the product needs
 * serialised. Never touches anything but what a change names.
 */
public interface Agent extends AutoCloseable {
    /** As this instance says of itself, read when the agent was opened. */
    AgentProfile profile();

    /**
     * Complete for {@code scope} apart from the declared blind spots.
     *
     * @throws AgentException when anything in the scope could not be read; nothing partial is ever returned
     */
    ObservedState read(ReadScope scope);

    /**
     * One outcome per change, in the order of the batch. Repeating a change has no second effect. What is returned is a
     * claim: only a later {@link #read} verifies it.
     */
    List<Outcome> apply(Batch batch);

    /** Ends open sessions; there just where the profile says {@link AgentProfile.Capability#SESSION_KILL}. */
    default Optional<SessionKill> sessionKill() {
        return Optional.empty();
    }

    /**
     * Asks the product who may do what; there just where the profile says
     * {@link AgentProfile.Capability#EFFECTIVE_ACCESS}.
     */
    default Optional<EffectiveAccess> effectiveAccess() {
        return Optional.empty();
    }

    /** Finds ways in that nobody governs; there just where the profile says {@link AgentProfile.Capability#UNGOVERNED}. */
    default Optional<Ungoverned> ungoverned() {
        return Optional.empty();
    }

    /** Tells what a sign-in changes; there just where the profile says {@link AgentProfile.Capability#LOGIN_SYNC}. */
    default Optional<LoginSync> loginSync() {
        return Optional.empty();
    }

    /** Tells when accounts were used; there just where the profile says {@link AgentProfile.Capability#LAST_USED}. */
    default Optional<LastUsed> lastUsed() {
        return Optional.empty();
    }

    @Override
    void close();
}
