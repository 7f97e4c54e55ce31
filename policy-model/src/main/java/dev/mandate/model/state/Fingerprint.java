package dev.mandate.model.state;

import java.util.regex.Pattern;

/** SHA-256 over the canonical form of an observed state, 64 lower-case hexadecimal digits. */
public record Fingerprint(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public Fingerprint {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a fingerprint is 64 hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
