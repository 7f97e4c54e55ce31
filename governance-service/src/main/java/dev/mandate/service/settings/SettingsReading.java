package dev.mandate.service.settings;

import dev.mandate.service.yaml.Fault;
import java.util.List;
import java.util.Optional;

/**
 * What reading {@code mandate.yaml} gave.
 *
 * @param settings present exactly if there is no fault
 * @param faults everything that is wrong, by place
 */
public record SettingsReading(Optional<Settings> settings, List<Fault> faults) {
    public SettingsReading {
        faults = List.copyOf(faults);
    }
}
