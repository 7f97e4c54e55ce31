package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate operator end NAME}: from then on the token is not taken. */
@Command(
        name = "end",
        description = "Ends an operator: the token is not taken any more, its file is removed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate operator end grace")
final class OperatorEndCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "the operator")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        connect.requireHost("operator end");
        Settings settings = connect.settings();
        try (OpenService service = OpenService.of(settings)) {
            service.get(OperatorApi.class).end(name, HostUser.actor());
        }
        Files.deleteIfExists(TokenFile.of(settings.data(), name));
        return ExitCode.OK.code();
    }
}
