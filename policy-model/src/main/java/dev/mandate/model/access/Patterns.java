package dev.mandate.model.access;

import java.util.Objects;

/** What a resource pattern matches: {@code *} stands for any run of characters, everything else for itself. */
public final class Patterns {
    private Patterns() {}

    /**
     * Whether {@code wide} gives at least what {@code narrow} gives: same kind, action and effect, no condition that
     * {@code narrow} lacks, and a resource that matches. A literal covers itself.
     */
    public static boolean covers(Entitlement wide, Entitlement narrow) {
        return wide.kind().equals(narrow.kind())
                && Objects.equals(wide.action(), narrow.action())
                && wide.effect() == narrow.effect()
                && Objects.equals(wide.condition(), narrow.condition())
                && wide.options().equals(narrow.options())
                && (wide.pattern()
                        ? matches(wide.resource(), narrow.resource())
                        : !narrow.pattern() && wide.resource().equals(narrow.resource()));
    }

    /** Linear in practice: greedy with one point of return, so hostile patterns cannot explode. */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
                continue;
            }
            if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
                continue;
            }
            if (star < 0) {
                return false;
            }
            p = star + 1;
            t = ++mark;
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
