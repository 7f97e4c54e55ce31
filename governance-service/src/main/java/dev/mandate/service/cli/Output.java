package dev.mandate.service.cli;

import java.io.Console;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command prints: tables on a terminal and JSON into a pipe, unless it is told otherwise. */
final class Output {
    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; by itself a table on a terminal, JSON in a pipe")
    private @Nullable OutputFormat format;

    boolean json() {
        if (format != null) {
            return format == OutputFormat.JSON;
        }
        return !terminal();
    }

    @SuppressWarnings("SystemConsoleNull") // it does again since JDK 25, where input or output is not a terminal
    static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** The answer as it came, on one line. */
    void print(View view) {
        out().println(view.json());
        out().flush();
    }
}
