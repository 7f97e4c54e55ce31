package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntitlementTextTest {
    private static final String[] PIECES = {
        "a",
        "DAG",
        "Run",
        " ",
        "\"",
        "\\",
        "*",
        ";",
        "=",
        ":",
        "/",
        "é",
        "漢",
        "😀",
        ".",
        ",",
        "(",
        "effect=deny",
        "\u00a0",
        "'"
    };

    @Test
    void parsesWhatItFormats() {
        for (long seed = 0; seed < 20_000; seed++) {
            Entitlement made = entitlement(new SplittableRandom(seed));
            String text = EntitlementText.format(made);
            assertThat(EntitlementText.parse(text))
                    .as("seed %s: %s", seed, text)
                    .isEqualTo(made);
        }
    }

    private static Entitlement entitlement(SplittableRandom random) {
        boolean pattern = random.nextInt(4) == 0;
        String resource = words(random);
        if (pattern) {
            resource = resource.replace("*", "") + "*" + words(random);
        }
        var options = new TreeMap<String, String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            options.put("opt-" + "abc".charAt(i), words(random));
        }
        return new Entitlement(
                random.nextBoolean() ? "table" : "dag-run",
                resource,
                pattern,
                random.nextBoolean() ? null : words(random),
                random.nextInt(4) == 0 ? Effect.DENY : Effect.ALLOW,
                random.nextInt(3) == 0 ? words(random) : null,
                options);
    }

    private static String words(SplittableRandom random) {
        var text = new StringBuilder();
        do {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        } while (random.nextInt(3) > 0);
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "role:analyst|role|analyst|",
                "permission:DAGs can_read|permission|DAGs|can_read",
                "permission:\"DAG Run:sales_daily\" can_read|permission|DAG Run:sales_daily|can_read",
                "function:\"curated.f(integer, text)\" EXECUTE|function|curated.f(integer, text)|EXECUTE",
                "topic:\"a\\u0041\\\"b\" READ|topic|aA\"b|READ"
            })
    void readsTheWrittenForm(String text, String kind, String resource, String action) {
        assertThat(EntitlementText.parse(text)).isEqualTo(Entitlement.of(kind, resource, action));
    }

    @Test
    void tellsAPatternFromALiteralStar() {
        assertThat(EntitlementText.parse("table:curated.* SELECT").pattern()).isTrue();
        assertThat(EntitlementText.parse("table:\"curated.*\" SELECT").pattern())
                .isFalse();
        assertThat(EntitlementText.parse("permission:\"DAG Run:\"* can_read"))
                .isEqualTo(Entitlement.ofPattern("permission", "DAG Run:*", "can_read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "role",
                "role:",
                ":x",
                "Role:x",
                "role:a b c",
                "role:\"a",
                "role:\"a\\\"",
                "role:a\\b",
                "role:\"\\q\"",
                "role:\"\\u12\"",
                "role:\"\\u12zz\"",
                "role:a ",
                "role:a;",
                "role:a;=b",
                "role:a;x",
                "role:a;effect=maybe",
                "role:a;x=1;x=2",
                "role:a;X=1",
                "role:a\tb",
                "role:\"a*\"*",
                "role:\"\"",
                "role:a;x=",
                "role:\"\\u0000\""
            })
    void refusesHostileTextWithAReason(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntitlementText.parse(text))
                .withMessageMatching("(?s).{10,}");
    }

    @Test
    void refusesRandomTextOnlyByItsOwnFault() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            String text = "t:" + words(random) + words(random);
            try {
                Entitlement parsed = EntitlementText.parse(text);
                assertThat(EntitlementText.parse(EntitlementText.format(parsed)))
                        .as("seed %s: %s", seed, text)
                        .isEqualTo(parsed);
            } catch (IllegalArgumentException fault) {
                assertThat(fault).as("seed %s: %s", seed, text).isExactlyInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void keepsMessagesShortAndPrintable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntitlementText.parse("role:" + "x ".repeat(5_000) + "\u0007"))
                .satisfies(fault ->
                        assertThat(fault.getMessage()).hasSizeLessThan(300).doesNotContain("\u0007"));
    }
}
