package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account as an agent read it.
 *
 * @param nativeId the product's own immutable id, if it has one; survives a rename, is never reused
 * @param superuser whether the product checks no permission for it
 * @param attributes what may serve as evidence for a link, e.g. {@code email}
 */
public record ObservedAccount(
        AccountName name,
        AccountKind kind,
        AccountStatus status,
        @Nullable String nativeId,
        boolean superuser,
        Map<String, String> attributes) {
    public ObservedAccount {
        attributes = Map.copyOf(attributes);
    }
}
