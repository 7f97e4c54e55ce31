package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.AgentKey;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program that asks for tokens with a key of its own.
 *
 * @param subject whose offices it has; null for a remote agent, which has none
 * @param tenure of the subject when it was made
 * @param publicKey a JWK
 * @param keyId thumbprint of the key
 * @param permissions at most these of what its subject may
 * @param bound whether it gets only tokens that are bound to a key of its own
 * @param ended since when it gets nothing; null while it does
 */
public record Client(
        String name,
        @Nullable SubjectId subject,
        int tenure,
        String publicKey,
        String keyId,
        Set<Permission> permissions,
        boolean bound,
        Instant created,
        @Nullable Instant ended) {
    /** How the ids of agents begin; no other client's can. */
    static final String AGENT = "agent:";

    public Client {
        permissions = Set.copyOf(permissions);
    }

    /** A remote agent, whose tokens are always bound. */
    static Client of(AgentKey agent) {
        return new Client(
                AGENT + agent.name(),
                null,
                0,
                agent.publicKey(),
                agent.keyId(),
                Set.of(Permission.AGENT_WORK),
                true,
                Instant.EPOCH,
                null);
    }
}
