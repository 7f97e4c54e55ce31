package dev.mandate.model.access;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A product's release as the product states it, e.g. {@code 18.4} or {@code 3.3.2}; compared number by number, a
 * missing number counts as zero.
 */
public record Release(String text) implements Comparable<Release> {
    private static final Pattern FORM = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){0,4}");

    public Release {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("release '" + text + "' must be numbers with dots, such as 18.4");
        }
    }

    public static Release of(String text) {
        return new Release(text);
    }

    @Override
    public int compareTo(Release other) {
        int[] mine = numbers();
        int[] theirs = other.numbers();
        int length = Math.max(mine.length, theirs.length);
        return Arrays.compare(Arrays.copyOf(mine, length), Arrays.copyOf(theirs, length));
    }

    private int[] numbers() {
        return Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    @Override
    public String toString() {
        return text;
    }
}
