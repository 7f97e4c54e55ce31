package dev.mandate.service.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody most probably meant. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The known word with the fewest typing slips in between, if they are few; the first of several equals. */
    public static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String sought = word.toLowerCase(Locale.ROOT);
        int bound = Math.max(1, word.length() / 3);
        int best = bound + 1;
        String nearest = null;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - word.length()) >= best || candidate.length() > LONGEST) {
                continue;
            }
            int distance = distance(sought, candidate.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest).or(() -> extended(sought, known));
    }

    /** "did you mean 'x'?", or {@code otherwise} where nothing is near. */
    public static String hint(String word, Collection<String> known, String otherwise) {
        return to(word, known)
                .map(near -> "did you mean " + Shown.quote(near) + "?")
                .orElse(otherwise);
    }

    private static Optional<String> extended(String sought, Collection<String> known) {
        return known.stream()
                .filter(candidate -> sought.length() >= 4
                        && (candidate.toLowerCase(Locale.ROOT).startsWith(sought)
                                || (candidate.length() >= 4 && sought.startsWith(candidate.toLowerCase(Locale.ROOT)))))
                .findFirst();
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    public static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
