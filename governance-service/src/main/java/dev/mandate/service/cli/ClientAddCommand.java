package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.ClientApi;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate client add NAME}: a host command. */
@Command(
        name = "add",
        description = {
            "Makes a client: a program that gets tokens for what a subject of a source may, and of that for no more than --may",
            "says. It shows who it is with a key: its own, or one that is written to a file that only this user can read."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate client add ci --subject corp/ci-bot --may policy.preview,policy.publish")
final class ClientAddCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "1 to 32 of a-z, 0-9 and inner '-'; its client_id")
    private String name = "";

    @Option(
            names = "--subject",
            paramLabel = "WHO",
            required = true,
            description = "whose permissions it has: source/username, or an id")
    private String subject = "";

    @Option(
            names = "--may",
            paramLabel = "PERMISSION",
            split = ",",
            required = true,
            description = "has at most these, e.g. access.read; none that wants somebody to show again who they are")
    private Set<String> permissions = Set.of();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "its public key as a JWK (P-256, P-384, RSA); without it Mandate makes a pair")
    private @Nullable Path key;

    @Option(
            names = "--dpop",
            description = "gets only tokens that are bound to a key, which each request proves (RFC 9449)")
    private boolean bound;

    @Override
    public Integer call() {
        connect.requireHost("client add");
        Settings settings = connect.settings();
        Optional<String> given = ClientKeyFile.read(key);
        Path file = ClientKeyFile.of(settings.data(), name);
        try (OpenService service = OpenService.of(settings)) {
            service.get(ClientApi.class)
                    .add(
                            name,
                            subject,
                            permissions,
                            given,
                            bound,
                            HostUser.actor(),
                            pair -> TokenFile.write(file, pair));
        }
        connect.out().println("Client " + name + " asks with " + (key == null ? file : "the key of " + key));
        return ExitCode.OK.code();
    }
}
