package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a command looks for this user's login. */
final class LoginFile {
    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--login-file",
            paramLabel = "FILE",
            description = "where `mandate login` keeps its tokens (default: ~/.config/mandate/login.json)",
            defaultValue = "${env:MANDATE_LOGIN_FILE}")
    private @Nullable Path file;

    Login login() {
        return Login.in(file);
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }
}
