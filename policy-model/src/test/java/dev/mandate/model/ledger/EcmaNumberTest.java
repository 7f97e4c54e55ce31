package dev.mandate.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcmaNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
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
    })
    void writesTheNumbersOfAppendixB(String bits, String expected) {
        var value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(EcmaNumber.format(value)).isEqualTo(expected);
    }

    /** The published digests of the reference test file es6testfile100m.txt, for its first lines. */
    @ParameterizedTest
    @CsvSource({
        "1000, be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687",
        "10000, b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892",
        "100000, 22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7",
        "1000000, 49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16",
    })
    void writesTheReferenceFile(int lines, String digest) throws Exception {
        var file = MessageDigest.getInstance("SHA-256");
        var doubles = new ReferenceDoubles();
        for (var i = 0; i < lines; i++) {
            var value = doubles.getAsDouble();
            var line = Long.toHexString(Double.doubleToRawLongBits(value)) + "," + EcmaNumber.format(value) + "\n";
            file.update(line.getBytes(UTF_8));
        }
        assertThat(HexFormat.of().formatHex(file.digest())).isEqualTo(digest);
    }

    @Test
    void writesTextThatReadsBackAsTheSameDouble() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 100_000; i++) {
            var value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(EcmaNumber.format(value)))
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(value == 0 ? 0 : value);
            }
        }
    }

    /** The sequence that the reference file is made of: edge cases, a row of small doubles, then chained hashes. */
    private static final class ReferenceDoubles implements DoubleSupplier {
        private static final int ROW = 2000;

        private final long[] edgeCases = edgeCases();
        private int index;
        private byte[] block = new byte[32];
        private ByteBuffer rest = ByteBuffer.allocate(0);

        @Override
        public double getAsDouble() {
            var at = index++;
            if (at < edgeCases.length) {
                return Double.longBitsToDouble(edgeCases[at]);
            }
            if (at < edgeCases.length + ROW) {
                return Double.longBitsToDouble(0x0010000000000000L + at - edgeCases.length);
            }
            var value = nextOfBlock();
            while (value == 0 || !Double.isFinite(value)) {
                value = nextOfBlock();
            }
            return value;
        }

        private double nextOfBlock() {
            if (!rest.hasRemaining()) {
                block = Sha256.digest(block).toBytes();
                rest = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            }
            return rest.getDouble();
        }

        private static long[] edgeCases() {
            try (var file = EcmaNumberTest.class.getResourceAsStream("es6-static-doubles.txt")) {
                var text = new String(requireNonNull(file).readAllBytes(), UTF_8);
                return text.lines()
                        .mapToLong(bits -> Long.parseUnsignedLong(bits, 16))
                        .toArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
