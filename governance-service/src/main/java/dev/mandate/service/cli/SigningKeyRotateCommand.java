package dev.mandate.service.cli;

import dev.mandate.service.signin.SigningKeys;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate signing-key rotate}: a host command. */
@Command(
        name = "rotate",
        description = "Makes another key, which signs from now on. Tokens that the one before signed stay good.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate signing-key rotate")
final class SigningKeyRotateCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Option(
            names = "--forget",
            description = "gives up all keys before, and every token with them: they are known to somebody, or lost")
    private boolean forget;

    @Option(
            names = "--sealing",
            description = "also makes another key in keys/sealing.keys, which seals the others in the store")
    private boolean sealing;

    @Override
    public Integer call() {
        connect.requireHost("signing-key rotate");
        try (OpenService service = OpenService.of(connect.settings())) {
            SigningKeys keys = service.get(SigningKeys.class);
            String id = forget ? keys.forget(HostUser.actor()) : keys.rotate(HostUser.actor());
            if (sealing && !forget) {
                keys.seal(HostUser.actor());
            }
            connect.out().println("Signing key " + id);
        }
        return ExitCode.OK.code();
    }
}
