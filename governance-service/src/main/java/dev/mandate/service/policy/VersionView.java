package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version without its content.
 *
 * @param loosens what it holds back less than the one before, one sentence each
 * @param approver the second person, where it loosens something
 * @param assurance how sure it is that they said so
 */
public record VersionView(
        long number,
        Sha256 hash,
        Caller author,
        Instant published,
        List<String> loosens,
        Optional<Caller> approver,
        Optional<String> reason,
        Optional<Approval.Assurance> assurance) {
    public VersionView {
        loosens = List.copyOf(loosens);
    }
}
