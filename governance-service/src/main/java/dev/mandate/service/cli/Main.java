package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Entry point of the {@code mandate} command. Neither this class nor the building of the command tree loads a Spring
 * class: commands that need the service load it when they run.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs one command and gives its exit code; what it prints as result goes to {@code out}, all else to {@code err}. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return MandateCommand.commandLine(args).setOut(out).setErr(err).execute(args);
    }
}
