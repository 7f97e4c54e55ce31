package dev.mandate.service.cli;

import java.io.PrintWriter;

/** How far long work has come: one line that is written over on a terminal, one line for each step elsewhere. */
final class Progress {
    private final PrintWriter err;
    private final boolean terminal = Output.terminal();
    private int done;

    Progress(PrintWriter err) {
        this.err = err;
    }

    /** One deployment has ended; from any thread. */
    synchronized void deployment(View ended) {
        done++;
        String line = done + " done: " + ended.text("id") + " " + ended.text("result") + " after "
                + ended.text("seconds") + " s";
        if (terminal) {
            err.print("\r\u001b[K" + line);
        } else {
            err.println("mandate: " + line);
        }
        err.flush();
    }

    /** Takes the line away before the result is printed. */
    void end() {
        if (terminal && done > 0) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
