package dev.mandate.service.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** A file that only the user of this process can read (0600). */
public final class PrivateFile {
    private PrivateFile() {}

    /** Writes it whole in place of one that may be there; a folder that is missing is made for nobody else (0700). */
    public static void replace(Path file, String text) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, permissions("rwx------"));
        }
        Path fresh = Files.createTempFile(folder, "fresh", "", permissions("rw-------"));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String words) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(words));
    }

    /** A random password, made once and kept. */
    static String passwordOrNew(Path file) throws IOException {
        if (!Files.exists(file)) {
            replace(file, Token.random().value() + "\n");
        }
        return password(file);
    }

    static String password(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
