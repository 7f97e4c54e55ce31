package dev.mandate.service.policy;

import dev.mandate.model.access.Policy;
import dev.mandate.service.yaml.Fault;
import java.util.List;
import java.util.Optional;

/**
 * What reading a policy folder gave.
 *
 * @param policy present exactly if there is no fault
 * @param faults everything that is wrong, by place
 * @param warnings what is probably not meant, by place; does not keep a policy from being published
 */
public record PolicyReading(Optional<Policy> policy, List<Fault> faults, List<Fault> warnings) {
    public PolicyReading {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        if (policy.isPresent() != faults.isEmpty()) {
            throw new IllegalArgumentException("a policy exists exactly if there is no fault");
        }
    }
}
