package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.RecoveryApi;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mandate recover}: a host command, for when nobody can sign in. */
@Command(
        name = "recover",
        description = {
            "Lets whoever has enough recovery codes see to sources, sessions and administrators for 60 minutes, though nobody",
            "can sign in. The token is written to a file that only this user can read. Everybody is told: on the ledger, in",
            "the log and by mandate_recovery_open."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {RecoverCodesCommand.class, RecoverEndCommand.class},
        footerHeading = "%nExample:%n",
        footer = "  mandate recover --codes-file codes.txt")
final class RecoverCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 10_000;

    @Mixin
    private Connect connect = new Connect();

    @Option(
            names = "--codes-file",
            paramLabel = "FILE",
            description = "one code on each line, - for standard input; without it they are asked for on the terminal")
    private @Nullable Path codes;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        connect.requireHost("recover");
        Settings settings = connect.settings();
        List<String> typed = typed();
        Path file = settings.data().resolve("recovery.token");
        try (OpenService service = OpenService.of(settings)) {
            RecoveryApi.Opened opened = service.get(RecoveryApi.class)
                    .open(typed, RecoveryKey.read(settings.data()), HostUser.actor(), token -> {
                        RecoveryKey.remove(file);
                        TokenFile.write(file, token);
                    });
            command.commandLine().getOut().println("Until " + opened.until() + ": --token-file " + file);
            if (opened.left() < opened.need()) {
                command.commandLine()
                        .getErr()
                        .println("mandate: " + opened.left() + " codes are left and it takes " + opened.need()
                                + "; make others with mandate recover codes");
            }
        }
        return ExitCode.OK.code();
    }

    private List<String> typed() {
        if (codes == null) {
            return asked();
        }
        try {
            String text = codes.toString().equals("-") ? input() : file(codes);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot read the codes from " + codes + ": check path and permissions");
        }
    }

    private static String file(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("too long");
        }
        return Files.readString(file);
    }

    private static String input() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var text = new char[MOST_BYTES];
        int length = reader.read(text);
        return length < 0 ? "" : new String(text, 0, length);
    }

    /** One after the other, not shown, until an empty line. */
    @SuppressWarnings("SystemConsoleNull") // it does again since JDK 25, where input or output is not a terminal
    private static List<String> asked() {
        Console console = System.console();
        if (!Output.terminal() || console == null) {
            throw new CommandFailure(ExitCode.USAGE, "this is no terminal: name a file with --codes-file");
        }
        var typed = new ArrayList<String>();
        while (typed.size() < RecoveryApi.MOST_CODES) {
            char[] line = console.readPassword("Recovery code %d (empty: no more): ", typed.size() + 1);
            if (line == null || line.length == 0) {
                break;
            }
            typed.add(new String(line));
        }
        return typed;
    }
}
