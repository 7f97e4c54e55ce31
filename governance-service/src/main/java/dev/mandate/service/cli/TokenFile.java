package dev.mandate.service.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** The file that holds an operator's token (0600), in a folder that nobody else enters (0700). */
final class TokenFile {
    private static final Set<PosixFilePermission> ONLY_OURS = PosixFilePermissions.fromString("rwx------");

    private TokenFile() {}

    static Path of(Path data, String operator) {
        return data.resolve("operators").resolve(operator + ".token");
    }

    /** Never over another one; the same token again is no fault. */
    static void write(Path file, String token) {
        try {
            Path folder = Objects.requireNonNull(file.getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(ONLY_OURS));
            }
            // An umask, a restore or a copy may have opened it; the file alone does not keep others from replacing it.
            Files.setPosixFilePermissions(folder, ONLY_OURS);
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
                            + " already, of an operator before or readable by others: remove it, end the operator, and add it again");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A file that others can read, or a link to somewhere else, is none of ours. */
    private static boolean holds(Path file, String token) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && ONLY_OURS.containsAll(Files.getPosixFilePermissions(file))
                    && Files.size(file) == token.length() + 1
                    && Files.readString(file).equals(token + "\n");
        } catch (IOException unreadable) {
            return false;
        }
    }
}
