package dev.mandate.model.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes a double as ECMAScript's Number::toString does, which RFC 8785 §3.2.2.3 prescribes. */
final class EcmaNumber {
    private static final double EXACT_INTEGERS = 1L << 53;

    private EcmaNumber() {}

    static String format(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= EXACT_INTEGERS) {
            return Long.toString((long) value);
        }
        var decimal = shortest(Math.abs(value));
        var sign = value < 0 ? "-" : "";
        return sign + layout(decimal.unscaledValue().toString(), decimal.precision() - decimal.scale());
    }

    /** The fewest digits that read back as {@code value}, and of those the nearest to it. */
    private static BigDecimal shortest(double value) {
        var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (decimal.precision() != 2) {
            return decimal;
        }
        // Java never goes below two digits (4.9E-324), ECMAScript does (5e-324).
        var oneDigit = new BigDecimal(value).round(new MathContext(1, RoundingMode.HALF_EVEN));
        return oneDigit.doubleValue() == value ? oneDigit.stripTrailingZeros() : decimal;
    }

    /** Lays out 0.{@code digits} × 10^{@code exponent}. */
    private static String layout(String digits, int exponent) {
        var count = digits.length();
        if (count <= exponent && exponent <= 21) {
            return digits + "0".repeat(exponent - count);
        }
        if (0 < exponent && exponent <= 21) {
            return digits.substring(0, exponent) + "." + digits.substring(exponent);
        }
        if (-6 < exponent && exponent <= 0) {
            return "0." + "0".repeat(-exponent) + digits;
        }
        var power = exponent - 1;
        var fraction = count == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + "e" + (power < 0 ? "-" : "+") + Math.abs(power);
    }
}
