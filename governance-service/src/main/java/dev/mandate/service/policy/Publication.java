package dev.mandate.service.policy;

import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.state.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What came of a publish or of the approval of one. */
public sealed interface Publication {
    /**
     * It is the version in force now.
     *
     * @param assurance how sure it is that somebody approved it; empty where nobody had to
     */
    record Published(PolicyVersion version, List<Finding> findings, Optional<Approval.Assurance> assurance)
            implements Publication {}

    /** The version in force has exactly this content. */
    record Unchanged(PolicyVersion version, List<Finding> findings) implements Publication {}

    /**
     * It loosens something, so somebody else has to approve this hash; the version in force stays.
     *
     * @param aloneFrom from when on its author may approve it too, where there is nobody else
     * @param reasons what it loosens, one sentence each
     */
    record Waiting(Sha256 hash, List<String> reasons, Optional<Instant> aloneFrom) implements Publication {}

    /** It is faulty, or not theirs to decide; the version in force stays. */
    record Refused(List<String> faults) implements Publication {}
}
