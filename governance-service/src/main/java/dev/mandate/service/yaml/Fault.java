package dev.mandate.service.yaml;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong, or doubtful, in what a person wrote. Contains no secret.
 *
 * @param message what is wrong
 * @param fix what to do about it, with the nearest known word where there is one
 * @param excerpt the line it is on; null where showing it could show a secret
 */
public record Fault(
        Place place, String message, String fix, @Nullable Excerpt excerpt) implements Comparable<Fault> {
    private static final Comparator<Fault> ORDER =
            Comparator.comparing(Fault::place).thenComparing(Fault::message).thenComparing(Fault::fix);

    /**
     * A piece of one line.
     *
     * @param caret how many code points of {@code text} come before the place
     */
    public record Excerpt(String text, int caret) {}

    public Fault {
        message = Shown.line(message);
        fix = Shown.line(fix);
    }

    @Override
    public int compareTo(Fault other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column: message; fix}. */
    @Override
    public String toString() {
        return place + ": " + message + "; " + fix;
    }
}
