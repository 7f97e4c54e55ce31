package dev.mandate.service.yaml;

import java.util.Collection;
import java.util.stream.Collectors;

/** How text of unknown origin appears in a message: on one line, of bounded length, unable to steer a terminal. */
public final class Shown {
    private static final int LONGEST = 80;
    private static final int LISTED = 12;
    private static final int MESSAGE = 600;

    private Shown() {}

    public static String quote(String text) {
        return "'" + shortened(safe(text)) + "'";
    }

    /** The same text with every character that is invisible or reorders others replaced by {@code ?}. */
    public static String safe(String text) {
        if (isHarmless(text)) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints().map(c -> isHarmless(c) ? c : '?').forEach(out::appendCodePoint);
        return out.toString();
    }

    /** A loop, because every place of every node asks. */
    private static boolean isHarmless(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (!isHarmless(text.codePointAt(at))) {
                return false;
            }
        }
        return true;
    }

    /** {@link #safe}, and never longer than a few lines. */
    public static String line(String text) {
        String safe = safe(text);
        return safe.length() <= MESSAGE ? safe : safe.substring(0, safe.offsetByCodePoints(0, MESSAGE / 2)) + "…";
    }

    /** {@code a, b or c}; long lists are cut. */
    public static String oneOf(Collection<String> words) {
        String all = words.stream().limit(LISTED).map(Shown::safe).collect(Collectors.joining(", "));
        if (words.size() > LISTED) {
            return all + " …";
        }
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }

    /** Whether the character may stand in policy text: no controls but tab and line feed, no bidirectional overrides. */
    public static boolean isAllowed(int c) {
        return c == '\t' || c == '\n' || isHarmless(c);
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default ->
                (c & 0xFFFE) != 0xFFFE && !(c >= 0x202A && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069) && c != 0xFEFF;
        };
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
