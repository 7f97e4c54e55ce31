package dev.mandate.service.signin;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.platform.Token;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One of several codes on paper: 125 random bits, without letters that look like digits. */
record RecoveryCode(String text) {
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 25;
    private static final int GROUP = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RecoveryCode random() {
        return new RecoveryCode(RANDOM.ints(LENGTH, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining()));
    }

    /** As somebody types it, in any case and with any dashes and blanks; empty where it cannot be one. */
    static Optional<RecoveryCode> of(String typed) {
        String text = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return text.length() == LENGTH && text.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)
                ? Optional.of(new RecoveryCode(text))
                : Optional.empty();
    }

    /** What is kept of it: nobody without the key file can tell whether a code is one. */
    Sha256 key(Token keyFile) {
        return Sha256.of(Token.hash(keyFile.derived("recovery-code " + text)));
    }

    /** As it is printed. */
    String shown() {
        return text.replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    @Override
    public String toString() {
        return "RecoveryCode[…]";
    }
}
