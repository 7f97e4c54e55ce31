package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class PatternsTest {
    private static final String ALPHABET = "ab*";

    @Test
    void matchesWhatTheRegularExpressionMatches() {
        for (long seed = 0; seed < 100_000; seed++) {
            var random = new SplittableRandom(seed);
            String pattern = text(random, ALPHABET, 8);
            String text = text(random, "ab", 10);
            assertThat(Patterns.matches(pattern, text))
                    .as("seed %s: %s against %s", seed, pattern, text)
                    .isEqualTo(regex(pattern).matcher(text).matches());
        }
    }

    @Test
    void meetsWhereSomeTextMatchesBoth() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            String one = "a" + text(random, ALPHABET, 3);
            String other = text(random, ALPHABET, 3) + "b";
            boolean onePattern = random.nextInt(4) > 0;
            boolean otherPattern = random.nextInt(4) > 0;
            assertThat(Patterns.meet(entitlement(one, onePattern), entitlement(other, otherPattern)))
                    .as("seed %s: %s %s and %s %s", seed, one, onePattern, other, otherPattern)
                    .isEqualTo(someTextMatches(one, onePattern, other, otherPattern));
        }
    }

    private static boolean someTextMatches(String one, boolean onePattern, String other, boolean otherPattern) {
        Pattern first = onePattern ? regex(one) : Pattern.compile(Pattern.quote(one));
        Pattern second = otherPattern ? regex(other) : Pattern.compile(Pattern.quote(other));
        for (int length = 1; length <= 7; length++) {
            for (int n = 0; n < Math.pow(3, length); n++) {
                var text = new StringBuilder();
                for (int i = 0, rest = n; i < length; i++, rest /= 3) {
                    text.append(ALPHABET.charAt(rest % 3));
                }
                if (first.matcher(text).matches() && second.matcher(text).matches()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void coversOnlyWhatItGives() {
        Entitlement wide = EntitlementText.parse("table:curated.* SELECT");
        assertThat(Patterns.covers(wide, EntitlementText.parse("table:curated.orders SELECT")))
                .isTrue();
        assertThat(Patterns.covers(wide, EntitlementText.parse("table:curated.o* SELECT")))
                .isTrue();
        assertThat(Patterns.covers(wide, EntitlementText.parse("table:curated.orders INSERT")))
                .isFalse();
        assertThat(Patterns.covers(wide, EntitlementText.parse("table:curated.orders SELECT;effect=deny")))
                .isFalse();
        assertThat(Patterns.covers(wide, EntitlementText.parse("view:curated.orders SELECT")))
                .isFalse();
        assertThat(Patterns.covers(EntitlementText.parse("table:curated.orders SELECT"), wide))
                .isFalse();
        assertThat(Patterns.covers(EntitlementText.parse("table:\"curated.*\" SELECT"), wide))
                .isFalse();
    }

    @Test
    void takesEveryConditionWhereTheHoldNamesNone() {
        Entitlement conditional = EntitlementText.parse("table:tax SELECT;condition=\"year = 2026\"");
        Entitlement plain = conditional.key();
        assertThat(Patterns.meet(plain, conditional)).isTrue();
        assertThat(Patterns.meet(conditional, plain)).isFalse();
        assertThat(Patterns.meet(conditional, conditional)).isTrue();
    }

    @Test
    void answersHostilePatternsInTime() {
        String pattern = "*a".repeat(400) + "b";
        String text = "a".repeat(1_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(Patterns.matches(pattern, text)).isFalse());
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(Patterns.meet(entitlement(pattern, true), entitlement("*c" + "a*".repeat(400), true)))
                        .isTrue());
    }

    private static Entitlement entitlement(String resource, boolean pattern) {
        return pattern ? Entitlement.ofPattern("table", resource, null) : Entitlement.of("table", resource, null);
    }

    private static Pattern regex(String pattern) {
        return Pattern.compile(pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()));
    }

    private static String text(SplittableRandom random, String alphabet, int longest) {
        return random.ints(random.nextInt(longest + 1), 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }
}
