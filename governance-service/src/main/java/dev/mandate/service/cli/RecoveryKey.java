package dev.mandate.service.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** {@code recovery.key} in the data folder (0600): without it neither the store nor the codes are worth anything. */
final class RecoveryKey {
    private static final int BYTES = 32;
    private static final int LONGEST = 1_000;

    private RecoveryKey() {}

    private static Path in(Path data) {
        return data.resolve("recovery.key");
    }

    static String readOrMake(Path data) {
        if (!Files.exists(in(data))) {
            var bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            TokenFile.write(in(data), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
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
