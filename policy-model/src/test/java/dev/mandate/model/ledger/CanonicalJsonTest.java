package dev.mandate.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    /** The input and output files that RFC 8785 refers to. */
    static List<List<String>> referenceFiles() {
        return List.of(
                List.of(
                        "[\n  56,\n  {\n    \"d\": true,\n    \"10\": null,\n    \"1\": [ ]\n  }\n]",
                        "[56,{\"1\":[],\"10\":null,\"d\":true}]"),
                List.of(
                        """
                        {"peach": "This sorting order", "péché": "is wrong according to French",
                         "pêche": "but canonicalization MUST", "sin":   "ingnore locale"}
                        """,
                        "{\"peach\":\"This sorting order\",\"péché\":\"is wrong according to French\","
                                + "\"pêche\":\"but canonicalization MUST\",\"sin\":\"ingnore locale\"}"),
                List.of(
                        """
                        { "1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { },
                          "111": [ { } ], "A": { } }""",
                        "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},\"111\":[{}],\"A\":{},\"a\":{}}"),
                List.of("{\"Unnormalized Unicode\":\"\\u0041\\u030a\"}", "{\"Unnormalized Unicode\":\"A\u030a\"}"),
                List.of(
                        """
                        { "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                          "literals": [null, true, false] }""",
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"),
                List.of(
                        """
                        { "\\u20ac": "Euro Sign", "\\r": "Carriage Return", "1": "One",
                          "\\u0080": "Control\\u007f", "\\ud83d\\ude02": "Smiley",
                          "\\u00f6": "Latin Small Letter O With Diaeresis",
                          "\\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge" }""",
                        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser Challenge\","
                                + "\"\u0080\":\"Control\u007f\",\"ö\":\"Latin Small Letter O With Diaeresis\","
                                + "\"€\":\"Euro Sign\",\"😂\":\"Smiley\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"));
    }

    @ParameterizedTest
    @MethodSource("referenceFiles")
    void writesTheReferenceFiles(List<String> file) {
        var canonical = CanonicalJson.bytes(CanonicalJson.parse(file.get(0).getBytes(UTF_8)));
        assertThat(new String(canonical, UTF_8)).isEqualTo(file.get(1));
        assertThat(CanonicalJson.bytes(CanonicalJson.parseCanonical(canonical))).isEqualTo(canonical);
    }

    @Test
    void escapesOnlyWhatMustBeEscaped() {
        var all = IntStream.range(0, 0x30).mapToObj(Character::toString).collect(Collectors.joining());
        assertThat(CanonicalJson.text(JsonValue.text(all + "\\\u007f")))
                .isEqualTo(
                        "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                                + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c"
                                + "\\u001d\\u001e\\u001f !\\\"#$%&'()*+,-./\\\\\u007f\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{a:1}",
                "'a'",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "NaN",
                "Infinity",
                "1e999",
                "-1e999",
                "tru",
                "nulls",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\u１234\"",
                "\"\n\"",
                "1 2",
                "[1]]",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "\ufeff1",
                "1\uffff",
                "1\0",
                "//\n1"
            })
    void refusesWhatIsNoStrictJson(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.parse(text.getBytes(UTF_8)))
                .withMessageStartingWith("JSON fault at character ");
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[][] faults = {
            {'"', (byte) 0xc0, (byte) 0x80, '"'}, {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, {(byte) 0xff}
        };
        for (var bytes : faults) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalJson.parse(bytes))
                    .withMessageContaining("UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"b\":1,\"a\":2}", "[1, 2]", "1.0", "1e2", "-0", "\"\\u0041\"", "\"\\/\"", "\"\\u000A\"", "1 "
            })
    void refusesAnotherSpellingWhereTheCanonicalIsAsked(String text) {
        assertThat(CanonicalJson.parse(text.getBytes(UTF_8))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.parseCanonical(text.getBytes(UTF_8)));
    }

    @Test
    void boundsTheDepth() {
        var deepest = nested(CanonicalJson.MAX_DEPTH);
        assertThat(CanonicalJson.parse(CanonicalJson.bytes(deepest))).isEqualTo(deepest);
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(nested(CanonicalJson.MAX_DEPTH + 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.parse("[".repeat(1_000_000).getBytes(UTF_8)))
                .withMessageContaining("deeper than 64");
    }

    private static JsonValue nested(int depth) {
        JsonValue value = JsonValue.number(1);
        for (var i = 0; i < depth; i++) {
            value = JsonValue.array(value);
        }
        return value;
    }

    @Test
    void refusesNumbersThatWouldRound() {
        assertThat(CanonicalJson.text(JsonValue.number(JsonValue.MAX_INTEGER))).isEqualTo("9007199254740991");
        for (var tooLarge : List.of(JsonValue.MAX_INTEGER + 1, -JsonValue.MAX_INTEGER - 1, Long.MIN_VALUE)) {
            assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.number(tooLarge));
        }
        for (var noNumber : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonValue.Numeral(noNumber));
        }
    }

    @Test
    void refusesHalfASurrogatePair() {
        for (var text : List.of("\ud800", "a\udc00", "\ud800a", "\udc00\ud800", "\ud83d\ude02\ud83d")) {
            assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.text(text));
            assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.object(Map.of(text, JsonValue.bool(true))));
        }
    }

    @Test
    void readsBackWhatItWritesAndWritesEqualValuesEqually() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 5_000; round++) {
            var value = RandomJson.value(random, 5);
            var bytes = CanonicalJson.bytes(value);
            assertThat(CanonicalJson.parseCanonical(bytes))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(value);
            assertThat(CanonicalJson.bytes(RandomJson.shuffled(random, value)))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void keepsNamesInUtf16Order() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 1_000; round++) {
            var members = new HashMap<String, JsonValue>();
            for (var i = 0; i < 20; i++) {
                members.put(RandomJson.text(random), JsonValue.number(i));
            }
            var names = new ArrayList<>(JsonValue.object(members).byName().keySet());
            for (var i = 1; i < names.size(); i++) {
                var order = compareUtf16(names.get(i - 1), names.get(i));
                assertThat(order).as("seed %d, round %d", seed, round).isNegative();
            }
        }
    }

    /** RFC 8785 §3.2.3, word for word. */
    private static int compareUtf16(String left, String right) {
        for (var i = 0; i < Math.min(left.length(), right.length()); i++) {
            if (left.charAt(i) != right.charAt(i)) {
                return left.charAt(i) - right.charAt(i);
            }
        }
        return left.length() - right.length();
    }
}
