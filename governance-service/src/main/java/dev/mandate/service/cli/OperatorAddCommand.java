package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate operator add NAME}: a host command; the token is only ever in the file. */
@Command(
        name = "add",
        description = "Makes an operator, whose token is written to a file that only this user can read.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate operator add grace --os-user grace")
final class OperatorAddCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "1 to 63 of a-z, 0-9 and inner '-'")
    private String name = "";

    @Option(
            names = "--os-user",
            paramLabel = "USER",
            description = "the operating-system user for whom `run` publishes as this operator")
    private @Nullable String osUser;

    @Override
    public Integer call() {
        connect.requireHost("operator add");
        Settings settings = connect.settings();
        Path file = TokenFile.of(settings.data(), name);
        try (OpenService service = OpenService.of(settings)) {
            service.get(OperatorApi.class).add(name, osUser, HostUser.actor(), token -> TokenFile.write(file, token));
        }
        if (output.json()) {
            output.print(View.of(HostUser.json("token_file", file.toString())));
        } else {
            output.out().println("Operator " + name + " decides with --token-file " + file);
        }
        return ExitCode.OK.code();
    }
}
