package dev.mandate.model.subject;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** The two shapes an identifier can have; every id type of the model checks itself through one of them. */
public final class Ids {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_TEXT = 1024;

    private Ids() {}

    /**
     * An id that people write in policy: lower-case letters, digits and inner hyphens, 1 to 63 characters.
     *
     * @throws IllegalArgumentException naming {@code what} and the rule
     */
    public static String slug(String what, String value) {
        if (SLUG.matcher(value).matches()) {
            return value;
        }
        throw new IllegalArgumentException(what + " id " + quote(value) + " must be 1 to 63 of a-z, 0-9 and inner '-'");
    }

    /**
     * A name that another system chose: 1 to 1,024 characters in NFC without control characters.
     *
     * @throws IllegalArgumentException naming {@code what} and the rule
     */
    public static String text(String what, String value) {
        if (isPlain(value)) {
            return value;
        }
        String normal = normal(value);
        if (normal.isEmpty() || normal.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(what + " must be 1 to " + LONGEST_TEXT + " characters long");
        }
        if (normal.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " " + quote(normal) + " must not contain control characters");
        }
        return normal;
    }

    /** Whether {@link #text} would accept it. */
    public static boolean isText(String value) {
        if (isPlain(value)) {
            return true;
        }
        String normal = normal(value);
        return !normal.isEmpty()
                && normal.length() <= LONGEST_TEXT
                && normal.chars().noneMatch(Character::isISOControl);
    }

    /** Nearly every name is printable ASCII, which is a text in NFC as it stands; millions of them are checked. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= LONGEST_TEXT;
    }

    private static String normal(String value) {
        return Normalizer.isNormalized(value, Normalizer.Form.NFC)
                ? value
                : Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    private static String quote(String value) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
