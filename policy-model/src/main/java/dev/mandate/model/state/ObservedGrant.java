package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A grant as an agent read it.
 *
 * @param fixed why the agent cannot take it away (owner's own right, built in, another grantor); null if it can
 */
public record ObservedGrant(Grant grant, @Nullable String fixed) {
    public static ObservedGrant of(Grant grant) {
        return new ObservedGrant(grant, null);
    }

    public Optional<String> fixedBecause() {
        return Optional.ofNullable(fixed);
    }
}
