package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program that asks for tokens with a key of its own.
 *
 * @param subject whose offices it has
 * @param tenure of the subject when it was made
 * @param publicKey a JWK
 * @param keyId thumbprint of the key
 * @param permissions at most these of what its subject may
 * @param bound whether it gets only tokens that are bound to a key of its own
 * @param ended since when it gets nothing; null while it does
 */
public record Client(
        String name,
        SubjectId subject,
        int tenure,
        String publicKey,
        String keyId,
        Set<Permission> permissions,
        boolean bound,
        Instant created,
        @Nullable Instant ended) {
    public Client {
        permissions = Set.copyOf(permissions);
    }
}
