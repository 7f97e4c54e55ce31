package dev.mandate.verifier;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a number is written as RFC 8785 section 3.2.2.3 prescribes. */
final class CanonicalNumber {
    private static final Pattern JSON = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?(e[+-][0-9]+)?");
    private static final Pattern SMALL_INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,14}");

    private CanonicalNumber() {}

    static boolean is(String text) {
        if (SMALL_INTEGER.matcher(text).matches()) {
            return true;
        }
        var value = JSON.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(value) && text.equals(write(value));
    }

    /** The canonical text of a finite double. */
    static String write(double value) {
        if (value == 0) {
            return "0";
        }
        var digits = shortest(new BigDecimal(Math.abs(value)), Math.abs(value));
        return (value < 0 ? "-" : "") + layout(digits);
    }

    /** With as few digits as still read back as the same double; of several, the nearest. */
    private static BigDecimal shortest(BigDecimal exact, double value) {
        for (var precision = 1; precision <= 17; precision++) {
            var below = readsBack(exact.round(new MathContext(precision, RoundingMode.DOWN)), value);
            var above = readsBack(exact.round(new MathContext(precision, RoundingMode.UP)), value);
            if (below != null && above != null) {
                return exact.round(new MathContext(precision, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
            }
            var only = below != null ? below : above;
            if (only != null) {
                return only.stripTrailingZeros();
            }
        }
        throw new IllegalStateException("17 digits are enough for any double");
    }

    private static @Nullable BigDecimal readsBack(BigDecimal decimal, double value) {
        return decimal.doubleValue() == value ? decimal : null;
    }

    /** ECMAScript's Number::toString, with k digits and the decimal point after the n-th. */
    private static String layout(BigDecimal decimal) {
        var digits = decimal.unscaledValue().toString();
        var k = digits.length();
        var n = k - decimal.scale();
        if (n > 21 || n < -5) {
            var exponent = (n - 1 < 0 ? "-" : "+") + Math.abs(n - 1);
            return digits.charAt(0) + (k == 1 ? "" : "." + digits.substring(1)) + "e" + exponent;
        }
        return decimal.toPlainString();
    }
}
