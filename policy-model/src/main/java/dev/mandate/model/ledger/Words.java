package dev.mandate.model.ledger;

import java.util.regex.Pattern;

/** The spelling of words and ids in an entry. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern DOTTED = Pattern.compile(WORD + "(\\." + WORD + ")*");
    private static final int MAX_WORD = 64;
    private static final int MAX_ID = 1024;

    private Words() {}

    static void requireWord(String what, String value) {
        if (value.length() > MAX_WORD || !WORD.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is a lower-case word, not: " + value);
        }
    }

    static void requireDotted(String what, String value) {
        if (value.length() > MAX_WORD || !DOTTED.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is lower-case words with dots, not: " + value);
        }
    }

    static void requireId(String what, String value) {
        if (value.isBlank() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(what + " has 1 to " + MAX_ID + " characters, not " + value.length());
        }
    }
}
