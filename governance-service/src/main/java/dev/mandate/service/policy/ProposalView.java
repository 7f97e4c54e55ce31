package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version that waits for a second person.
 *
 * @param hash what {@code approve} takes; the policy's own, so that {@code policy check} of the folder tells it too
 * @param base the version in force, which it would follow
 * @param aloneFrom from when on its author may approve it too, where there is nobody else
 * @param loosens what it would hold back less, one sentence each
 */
public record ProposalView(
        Sha256 hash,
        long base,
        Policy policy,
        Caller author,
        Instant proposed,
        Optional<Instant> aloneFrom,
        List<String> loosens) {
    public ProposalView {
        loosens = List.copyOf(loosens);
    }
}
