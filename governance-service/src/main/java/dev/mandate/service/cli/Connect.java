package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import dev.mandate.service.settings.SettingsReading;
import dev.mandate.service.signin.OperatorApi;
import dev.mandate.service.yaml.FaultReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * How a command reaches the service: over HTTP where {@code --server} is given or a running process holds the data
 * folder, otherwise inside this process, beside a {@code run} that may hold it.
 */
final class Connect {
    private static final int LONGEST_TOKEN = 1_000;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the operator's file (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:MANDATE_CONFIG:-mandate.yaml}")
    private Path config = Path.of("mandate.yaml");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "ask this service instead",
            defaultValue = "${env:MANDATE_SERVER}")
    private @Nullable URI server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "an operator's token; without it, and without a login, a command only reads",
            defaultValue = "${env:MANDATE_TOKEN_FILE}")
    private @Nullable Path tokenFile;

    @Option(
            names = "--login-file",
            paramLabel = "FILE",
            description = "where `mandate login` keeps its tokens (default: ~/.config/mandate/login.json)",
            defaultValue = "${env:MANDATE_LOGIN_FILE}")
    private @Nullable Path loginFile;

    /** @throws CommandFailure naming the place and the fix */
    Link open() {
        Optional<String> token = token();
        if (server != null) {
            URI there = server;
            return token.<Link>map(operator -> new HttpLink(there, operator))
                    .or(() -> signedIn(login -> login.server().equals(there)))
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "--server needs a login there: mandate login --server " + there
                                    + ", or an operator's token with --token-file"));
        }
        if (token.isEmpty() && !namesConfig()) {
            Optional<Link> there = signedIn(login -> true);
            if (there.isPresent()) {
                return there.get();
            }
        }
        Settings settings = settings();
        Optional<ServerFile> running = ServerFile.in(settings.data());
        if (running.isPresent()) {
            return new HttpLink(running.get().url(), token.orElse(running.get().token()));
        }
        if (settings.database().isEmpty() && !Files.isDirectory(settings.data().resolve("postgres"))) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "there is no store in " + settings.data() + " yet; begin with: mandate run --config " + config);
        }
        OpenService service = OpenService.of(settings);
        try {
            return new LocalLink(service, caller(service, token));
        } catch (RuntimeException failed) {
            service.close();
            throw failed;
        }
    }

    private boolean namesConfig() {
        return System.getenv("MANDATE_CONFIG") != null
                || command.commandLine().getParseResult().hasMatchedOption("--config");
    }

    /** The service where this user is signed in, if it is the one that is meant. */
    private Optional<Link> signedIn(Predicate<Login.Tokens> meant) {
        Login login = Login.in(loginFile);
        return login.read().filter(meant).map(tokens -> new HttpLink(tokens.server(), new SignedIn(login, tokens)));
    }

    /** Refuses {@code --server} where only the service's host will do. */
    void requireHost(String what) {
        if (server != null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + what + "' runs on the host of the service: name its file with --config");
        }
    }

    /** Where results go. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Everything that is wrong with the operator's file, or what it says. */
    Settings settings() {
        SettingsReading reading = SettingsFile.read(config, System.getenv());
        return reading.settings().orElseThrow(() -> {
            boolean colours = command.commandLine().getColorScheme().ansi().enabled();
            return new CommandFailure(
                    ExitCode.FAILED,
                    "the operator's file is faulty\n"
                            + FaultReport.text(reading.faults(), List.of(), colours)
                                    .stripTrailing());
        });
    }

    /** The operator that {@code --token-file} names, or the operating system's user, who only reads. */
    Caller caller(OpenService service) {
        return caller(service, token());
    }

    private static Caller caller(OpenService service, Optional<String> token) {
        if (token.isEmpty()) {
            return Caller.reader(HostUser.name());
        }
        return service.get(OperatorApi.class)
                .recognise(token.get())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED, "nobody has this token (any more); see mandate operator list"));
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        try {
            String token = Files.size(tokenFile) > LONGEST_TOKEN
                    ? ""
                    : Files.readString(tokenFile).strip();
            if (!token.matches("[A-Za-z0-9_-]{43}")) {
                throw new CommandFailure(
                        ExitCode.FAILED, tokenFile + " does not hold an operator's token; is it the right file?");
            }
            return Optional.of(token);
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the token file " + tokenFile + " cannot be read: check the path and its permissions");
        }
    }
}
