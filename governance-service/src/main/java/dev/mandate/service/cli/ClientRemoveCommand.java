package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.ClientApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate client remove NAME}: from then on neither its key nor its tokens are taken. */
@Command(
        name = "remove",
        description =
                "Ends a client: neither its key nor any of its tokens is taken any more; its key file is removed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate client remove ci")
final class ClientRemoveCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "the client")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        connect.requireHost("client remove");
        Settings settings = connect.settings();
        try (OpenService service = OpenService.of(settings)) {
            service.get(ClientApi.class).end(name, HostUser.actor());
        }
        Files.deleteIfExists(ClientKeyFile.of(settings.data(), name));
        return ExitCode.OK.code();
    }
}
