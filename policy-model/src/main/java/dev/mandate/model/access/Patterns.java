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

    /**
     * Whether something may be given by both: same kind, action and effect, and some resource that both match. A
     * {@code held} entitlement without condition and options is about every condition and all options.
     */
    public static boolean meet(Entitlement held, Entitlement other) {
        boolean plain = held.condition() == null && held.options().isEmpty();
        return held.kind().equals(other.kind())
                && Objects.equals(held.action(), other.action())
                && held.effect() == other.effect()
                && (plain || sameTerms(held, other))
                && meet(held.resource(), held.pattern(), other.resource(), other.pattern());
    }

    private static boolean sameTerms(Entitlement one, Entitlement other) {
        return Objects.equals(one.condition(), other.condition())
                && one.options().equals(other.options());
    }

    private static boolean meet(String one, boolean isPattern, String other, boolean otherIsPattern) {
        if (!isPattern || !otherIsPattern) {
            return isPattern ? matches(one, other) : otherIsPattern ? matches(other, one) : one.equals(other);
        }
        var row = new boolean[other.length() + 1];
        for (int i = one.length(); i >= 0; i--) {
            var above = row;
            row = new boolean[other.length() + 1];
            for (int j = other.length(); j >= 0; j--) {
                row[j] = meetAt(one, i, other, j, row, above);
            }
        }
        return row[0];
    }

    /** Whether the rests from {@code i} and {@code j} meet, when that is known for all shorter rests. */
    private static boolean meetAt(String one, int i, String other, int j, boolean[] row, boolean[] above) {
        boolean oneEnds = i == one.length();
        boolean otherEnds = j == other.length();
        if (oneEnds && otherEnds) {
            return true;
        }
        boolean oneStar = !oneEnds && one.charAt(i) == '*';
        boolean otherStar = !otherEnds && other.charAt(j) == '*';
        if (oneStar || otherStar) {
            return (!oneEnds && above[j]) || (!otherEnds && row[j + 1]);
        }
        return !oneEnds && !otherEnds && one.charAt(i) == other.charAt(j) && above[j + 1];
    }
}
