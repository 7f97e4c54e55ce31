package dev.mandate.service.policy;

import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.state.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a publish would come to, with nothing stored.
 *
 * @param basedOn number of the version in force; 0 where there is none
 * @param version what would be in force, with its pins; empty exactly if there are faults
 * @param unchanged whether that is in force already
 * @param loosens why it would wait for a second person, one sentence each
 * @param findings what changed behind names that are tied
 */
public record Preview(
        long basedOn,
        Optional<PolicyVersion> version,
        boolean unchanged,
        List<String> faults,
        List<String> loosens,
        List<Finding> findings) {
    public Preview {
        faults = List.copyOf(faults);
        loosens = List.copyOf(loosens);
        findings = List.copyOf(findings);
        if (version.isPresent() != faults.isEmpty()) {
            throw new IllegalArgumentException("a version is shown exactly if there is no fault");
        }
    }
}
