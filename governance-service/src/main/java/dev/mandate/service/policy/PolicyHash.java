package dev.mandate.service.policy;

import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.Sha256;

/** Names a policy by its content. */
public final class PolicyHash {
    private PolicyHash() {}

    /** SHA-256 over the canonical JSON of the policy; neither file layout nor comments, order or pins change it. */
    public static Sha256 of(Policy policy) {
        return Sha256.digest(PolicyJson.canonical(policy));
    }
}
