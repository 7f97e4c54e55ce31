package dev.mandate.service.cli;

import dev.mandate.service.platform.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code recovery.key} in the data folder (0600): without it neither the store nor the codes are worth anything. */
final class RecoveryKey {
    private static final int LONGEST = 1_000;

    private RecoveryKey() {}

    private static Path in(Path data) {
        return data.resolve("recovery.key");
    }

    static String readOrMake(Path data) {
        if (!Files.exists(in(data))) {
            TokenFile.write(in(data), Token.random().value());
        }
        return read(data);
    }

    static String read(Path data) {
        Path file = in(data);
        try {
            if (Files.size(file) < LONGEST) {
                return Files.readString(file).strip();
            }
        } catch (IOException unreadable) {
            // Said below, as for a file that is too long.
        }
        throw new CommandFailure(
                ExitCode.FAILED, "cannot read " + file + ", which was made with the codes: restore it from its backup");
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot remove " + file + " (" + e.getClass().getSimpleName() + "); remove it, then try again");
        }
    }
}
