package dev.mandate.service.policy;

import dev.mandate.service.yaml.Shown;

/**
 * One file of a policy folder on its way to the service.
 *
 * @param name its path inside the folder
 */
public record PolicyFile(String name, String text) {
    public PolicyFile {
        name = Shown.safe(name);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a file of a policy needs a name");
        }
    }
}
