package dev.mandate.service.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import java.util.List;

/**
 * A row of {@code policy.proposal}: a version that waits for a second person.
 *
 * @param base the version in force when it was proposed
 * @param deciders who would decide from then on
 * @param entry the ledger's entry about it
 */
record StoredProposal(
        long base,
        Sha256 hash,
        String content,
        String pins,
        List<String> loosens,
        Caller author,
        Instant proposed,
        Deciders deciders,
        EntryId entry) {
    StoredProposal {
        loosens = List.copyOf(loosens);
    }

    Policy policy() {
        return PolicyJson.read(content.getBytes(UTF_8));
    }
}
