package dev.mandate.agent.api;

import java.util.Arrays;
import java.util.Optional;

/** How far a server's identity is checked. */
public enum TlsMode {
    /** Chain of certificates and host name. */
    VERIFY_FULL("verify-full"),

    /** The chain only. */
    VERIFY_CA("verify-ca"),

    /** No TLS at all. */
    DISABLE("disable");

    private final String word;

    TlsMode(String word) {
        this.word = word;
    }

    /** As {@code connect.tls} spells it. */
    public String word() {
        return word;
    }

    /** The mode that is spelled like this. */
    public static Optional<TlsMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }
}
