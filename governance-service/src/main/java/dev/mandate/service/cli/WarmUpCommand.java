package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import picocli.CommandLine.Command;

/** Runs what people run most, to no output: the launcher records it in the ahead-of-time cache of the JVM. */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher.", mixinStandardHelpOptions = true)
final class WarmUpCommand implements Runnable {
    private static final List<List<String>> RUNS =
            List.of(List.of("--help"), List.of("version"), List.of("completion"), List.of("verify", "no-such-export"));

    @Override
    public void run() {
        for (var arguments : RUNS) {
            var nowhere = new PrintWriter(Writer.nullWriter());
            Main.run(nowhere, nowhere, arguments.toArray(String[]::new));
        }
    }
}
