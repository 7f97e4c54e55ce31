package dev.mandate.service.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file that holds an operator's token (0600), in a folder that nobody else enters (0700). */
final class TokenFile {
    private TokenFile() {}

    static Path of(Path data, String operator) {
        return data.resolve("operators").resolve(operator + ".token");
    }

    /** Never over another one; the same token again is no fault. */
    static void write(Path file, String token) {
        try {
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var onlyOurs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOurs)) {
                channel.write(
                        java.nio.ByteBuffer.wrap((token + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            }
        } catch (FileAlreadyExistsException taken) {
            if (holds(file, token)) {
                return;
            }
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "there is a file " + file
                            + " already, of an operator before: remove it, end the operator, and add it again");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static boolean holds(Path file, String token) {
        try {
            return Files.size(file) == token.length() + 1
                    && Files.readString(file).equals(token + "\n");
        } catch (IOException unreadable) {
            return false;
        }
    }
}
