package dev.mandate.service.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a client's key is: the one that somebody names, or a pair of which Mandate writes the private half (0600). */
final class ClientKeyFile {
    private static final int LONGEST = 20_000;

    private ClientKeyFile() {}

    static Path of(Path data, String client) {
        return data.resolve("clients").resolve(client + ".jwk");
    }

    static Optional<String> read(@Nullable Path named) {
        if (named == null) {
            return Optional.empty();
        }
        try {
            if (Files.size(named) <= LONGEST) {
                return Optional.of(Files.readString(named));
            }
        } catch (IOException unreadable) {
            // Said below, as for a file that is too long.
        }
        throw new CommandFailure(ExitCode.FAILED, "cannot read a public key (JWK) from " + named);
    }

    /** Over one that is no client's key any more. */
    static void write(Path file, String pair) {
        RecoveryKey.remove(file);
        TokenFile.write(file, pair);
    }
}
