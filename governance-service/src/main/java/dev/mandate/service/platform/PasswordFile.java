package dev.mandate.service.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A random password that only the user of this process can read (0600), made once and kept. */
final class PasswordFile {
    private PasswordFile() {}

    static String readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static void make(Path file) throws IOException {
        var onlyOurs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(file.getParent(), "password", "", onlyOurs);
        Files.writeString(fresh, Token.random().value() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
