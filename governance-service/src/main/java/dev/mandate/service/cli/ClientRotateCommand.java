package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.ClientApi;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate client rotate NAME}: another key, and what was asked for with the one before is not taken. */
@Command(
        name = "rotate",
        description =
                "Gives a client another key. The one before, and every token asked for with it, is not taken any more.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate client rotate ci")
final class ClientRotateCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "the client")
    private String name = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "its public key as a JWK (P-256, P-384, RSA); without it Mandate makes a pair")
    private @Nullable Path key;

    @Override
    public Integer call() {
        connect.requireHost("client rotate");
        Settings settings = connect.settings();
        Optional<String> given = ClientKeyFile.read(key);
        Path file = ClientKeyFile.of(settings.data(), name);
        try (OpenService service = OpenService.of(settings)) {
            service.get(ClientApi.class).rotate(name, given, HostUser.actor(), pair -> ClientKeyFile.write(file, pair));
        }
        connect.out().println("Client " + name + " asks with " + (key == null ? file : "the key of " + key));
        return ExitCode.OK.code();
    }
}
