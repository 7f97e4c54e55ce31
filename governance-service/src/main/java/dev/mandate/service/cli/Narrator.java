package dev.mandate.service.cli;

import java.io.PrintWriter;

/** Tells the demo's story: what is done, and how each claim was checked. A claim that does not hold fails the demo. */
final class Narrator {
    private final PrintWriter out;
    private int step;
    private int failed;

    Narrator(PrintWriter out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
    }

    void step(String text) {
        step++;
        out.println();
        out.printf("%2d  %s%n", step, text);
    }

    void tell(String text) {
        out.println("    " + text);
    }

    /** A claim, and what was read to check it. */
    void claim(boolean holds, String claim, String checked) {
        if (!holds) {
            failed++;
        }
        out.println("    " + (holds ? "✓ " : "✗ ") + claim + "  [" + checked + "]");
        out.flush();
    }

    boolean allHeld() {
        return failed == 0;
    }

    int claimsThatFailed() {
        return failed;
    }
}
