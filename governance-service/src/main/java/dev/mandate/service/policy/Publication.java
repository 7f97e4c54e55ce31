package dev.mandate.service.policy;

import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.state.Finding;
import java.util.List;

/** What came of a publish or of the approval of one. */
public sealed interface Publication {
    /** It is the version in force now. */
    record Published(PolicyVersion version, List<Finding> findings) implements Publication {}

    /** The version in force has exactly this content. */
    record Unchanged(PolicyVersion version, List<Finding> findings) implements Publication {}

    /**
     * It loosens something, so somebody else has to approve this hash; the version in force stays.
     *
     * @param reasons what it loosens, one sentence each
     */
    record Waiting(Sha256 hash, List<String> reasons) implements Publication {}

    /** It is faulty, or not theirs to decide; the version in force stays. */
    record Refused(List<String> faults) implements Publication {}
}
