package dev.mandate.service.cli;

import dev.mandate.service.signin.SignInApi;
import dev.mandate.service.signin.SignInPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The secret of the bootstrap administrator in the data folder, which only the user of the service can read. */
final class BootstrapFile {
    /** Where it is said. */
    static final String PATH = "POST " + SignInPaths.BOOTSTRAP;

    private static final int LONGEST = 1_000;

    private BootstrapFile() {}

    /** The file, where there is a secret in it that may be used; it is removed where there is none any more. */
    static Optional<Path> offer(Path data, SignInApi signIn) {
        Path file = data.resolve("bootstrap.secret");
        boolean offered = signIn.offerBootstrap(held(file), HostUser.actor(), secret -> {
            remove(file);
            TokenFile.write(file, secret);
        });
        if (!offered) {
            remove(file);
        }
        return offered ? Optional.of(file) : Optional.empty();
    }

    private static Optional<String> held(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) < LONGEST
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot remove " + file + " (" + e.getClass().getSimpleName() + "); remove it, then start again");
        }
    }
}
