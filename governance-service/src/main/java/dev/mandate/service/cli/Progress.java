package dev.mandate.service.cli;

import java.io.PrintWriter;

/** How far long work has come: one line with a bar that is written over on a terminal, single lines elsewhere. */
final class Progress {
    private static final int BAR = 24;
    /** How often a line is worth it where none is written over. */
    private static final int ENTRIES = 100_000;

    private final PrintWriter err;
    private final boolean terminal;
    private int deployments;
    private int done;
    private long told;
    private boolean shown;

    private Progress(PrintWriter err, boolean terminal, int deployments) {
        this.err = err;
        this.terminal = terminal;
        this.deployments = deployments;
    }

    Progress(PrintWriter err) {
        this(err, Output.terminal(), 0);
    }

    /** @param deployments how many there are; one that waits for its wave may end twice */
    static Progress of(int deployments, PrintWriter err) {
        return new Progress(err, Output.terminal(), deployments);
    }

    /** As it looks on a terminal. */
    static Progress onTerminal(int deployments, PrintWriter err) {
        return new Progress(err, true, deployments);
    }

    /** One deployment has ended, of those that the service counted; from any thread. */
    synchronized void step(View step) {
        deployments = (int) step.number("of");
        deployment(step.view("ended"));
    }

    /** One deployment has ended; from any thread. */
    synchronized void deployment(View ended) {
        done++;
        String last = ended.text("id") + " " + ended.text("result") + " after " + ended.text("seconds") + " s";
        boolean counted = deployments >= done;
        tell(counted ? bar(done, deployments) : "", done + (counted ? " of " + deployments : "") + " done: " + last);
    }

    /** Entries of the ledger were looked at, out of all. */
    synchronized void entries(long looked, long all) {
        if (terminal || looked / ENTRIES > told / ENTRIES) {
            tell(bar(looked, all), looked + " of " + all + " entries");
        }
        told = looked;
    }

    private void tell(String bar, String text) {
        if (terminal) {
            err.print("\r\u001b[K" + bar + text);
            shown = true;
        } else {
            err.println("mandate: " + text);
        }
        err.flush();
    }

    private static String bar(long part, long all) {
        int filled = all == 0 ? BAR : (int) (BAR * part / all);
        return "#".repeat(filled) + "-".repeat(BAR - filled) + " ";
    }

    /** Takes the line away before the result is printed. */
    synchronized void end() {
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
