package dev.mandate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalNumberTest {

    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
        "3d30000000000000, 5.684341886080802e-14",
    })
    void writesTheNumbersOfTheStandard(String bits, String expected) {
        var value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(CanonicalNumber.write(value)).isEqualTo(expected);
        assertThat(CanonicalNumber.is(expected)).isTrue();
    }

    @Test
    void acceptsOneSpellingOfADoubleOnly() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 2_000; i++) {
            var value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value)) {
                continue;
            }
            var text = CanonicalNumber.write(value);
            assertThat(CanonicalNumber.is(text)).as("seed %d, %s", seed, text).isTrue();
            assertThat(Double.parseDouble(text)).as("seed %d", seed).isEqualTo(value);
            var other = text.contains("e") ? text.replace('e', 'E') : text + (text.contains(".") ? "0" : ".0");
            assertThat(CanonicalNumber.is(other)).as("seed %d, %s", seed, other).isFalse();
            assertThat(CanonicalNumber.is(Double.toString(value)))
                    .as("seed %d", seed)
                    .isEqualTo(Double.toString(value).equals(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-0",
        "00",
        "1.0",
        "1e0",
        "1E5",
        "+1",
        ".5",
        "1.",
        "1e400",
        "9007199254740993",
        "1e21",
        "''",
        "-",
        "0x1",
        "'1 '"
    })
    void refusesOtherSpellings(String text) {
        assertThat(CanonicalNumber.is(text)).isFalse();
    }
}
