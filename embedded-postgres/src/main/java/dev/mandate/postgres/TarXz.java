package dev.mandate.postgres;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a {@code .tar.xz} of plain files, folders and symbolic links (POSIX ustar), which is all that the archives of
 * PostgreSQL hold. Anything else in it is an error, as is a name that leads out of the target folder.
 */
final class TarXz {
    private static final int BLOCK = 512;

    private TarXz() {}

    static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new DataInputStream(new XZInputStream(archive))) {
            var header = new byte[BLOCK];
            for (tar.readFully(header); header[0] != 0; tar.readFully(header)) {
                unpackEntry(header, tar, target);
            }
        }
    }

    private static void unpackEntry(byte[] header, InputStream tar, Path target) throws IOException {
        var prefix = text(header, 345, 155);
        var name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
        var mode = number(header, 100, 8);
        var size = number(header, 124, 12);
        var path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive names a file outside its folder: " + name);
        }
        folder(path.resolve("..").normalize());
        switch (header[156]) {
            case '5' -> folder(path);
            case '2' -> Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
            case '0', 0 -> file(path, tar, size, (mode & 0b001_000_000) != 0);
            default -> throw new IOException("the archive has an entry of unknown type: " + name);
        }
    }

    /** Permissions are set apart from creation, because the umask of root may close folders to everybody else. */
    static void folder(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void file(Path path, InputStream tar, long size, boolean executable) throws IOException {
        try (var file = Files.newOutputStream(path)) {
            for (var left = size; left > 0; ) {
                var part = tar.readNBytes((int) Math.min(left, 1 << 16));
                if (part.length == 0) {
                    throw new IOException("the archive ends inside " + path);
                }
                file.write(part);
                left -= part.length;
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static String text(byte[] header, int from, int length) {
        var end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long number(byte[] header, int from, int length) {
        return Long.parseLong(text(header, from, length).strip(), 8);
    }
}
