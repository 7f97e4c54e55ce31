package dev.mandate.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;

/**
 * The programs of one PostgreSQL release, on disk.
 *
 * @param home the folder that has {@code bin}, {@code lib} and {@code share}
 * @param major the major release, which must equal that of a data folder, e.g. 18
 */
public record PostgresBinaries(Path home, int major) {

    /** The programs carried in this build, unpacked once per machine and user. */
    public static PostgresBinaries unpack() {
        return unpack(cache());
    }

    /**
     * Unpacks the programs carried in this build into a sub-folder of {@code cache} named by release and platform,
     * unless that is already there.
     *
     * @throws PostgresException where this platform has no programs in the build, or the folder cannot be written
     */
    public static PostgresBinaries unpack(Path cache) {
        return unpack(version(), cache, () -> {
            var resource = PostgresBinaries.class.getResourceAsStream("/" + archive());
            if (resource == null) {
                throw new PostgresException("This build has no PostgreSQL for " + platform()
                        + ": name a PostgreSQL server of your own with `database:` in mandate.yaml");
            }
            return resource;
        });
    }

    /**
     * As {@link #unpack(Path)}, for the programs of another release, e.g. to test against it.
     *
     * @param jar with an archive for this platform at its top
     * @param version of the programs, e.g. 16.4.0
     */
    public static PostgresBinaries unpack(Path jar, String version, Path cache) {
        try (var files = FileSystems.newFileSystem(jar)) {
            return unpack(version, cache, () -> Files.newInputStream(files.getPath(archive())));
        } catch (IOException failed) {
            throw new PostgresException("Cannot read " + jar + ": " + failed, failed);
        }
    }

    private static PostgresBinaries unpack(String version, Path cache, Archive archive) {
        var home = cache.toAbsolutePath().resolve("postgresql-" + version + "-" + platform());
        if (!Files.isDirectory(home)) {
            unpackInto(cache.toAbsolutePath(), home, archive);
        }
        return new PostgresBinaries(home, Integer.parseInt(version.substring(0, version.indexOf('.'))));
    }

    /** A compressed archive of programs. */
    private interface Archive {
        InputStream open() throws IOException;
    }

    private static String archive() {
        return "postgres-" + platform() + ".txz";
    }

    /** Programs that the machine already has, e.g. in {@code /usr/lib/postgresql/15}. */
    public static PostgresBinaries installed(Path home, int major) {
        return new PostgresBinaries(home, major);
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /**
     * This user's folder for what can be made again. Root's is not in its home folder, which is usually closed to the
     * other user that root must use for PostgreSQL.
     */
    public static Path cache() {
        if (RunAs.isRoot()) {
            return Path.of("/var/cache/mandate");
        }
        var configured = System.getenv("XDG_CACHE_HOME");
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "mandate")
                : Path.of(configured, "mandate");
    }

    private static String version() {
        try (var properties = PostgresBinaries.class.getResourceAsStream("postgres.properties")) {
            var values = new Properties();
            values.load(properties);
            return values.getProperty("version");
        } catch (IOException unreadable) {
            throw new PostgresException("postgres.properties is missing from this build", unreadable);
        }
    }

    private static String platform() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        var machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("aarch64") ? "arm_64" : machine.equals("amd64") ? "x86_64" : machine);
    }

    private static void unpackInto(Path cache, Path home, Archive archive) {
        try (var resource = archive.open()) {
            if (!Files.isDirectory(cache)) {
                TarXz.folder(cache);
            }
            var fresh = Files.createTempDirectory(cache, home.getFileName() + ".");
            try {
                TarXz.folder(fresh);
                TarXz.unpack(resource, fresh);
                settle(fresh, home);
            } finally {
                Folders.delete(fresh);
            }
        } catch (IOException failed) {
            throw new PostgresException(
                    "Cannot unpack PostgreSQL into " + cache + ": " + failed
                            + ". Make the folder writable, or set XDG_CACHE_HOME to one that is",
                    failed);
        }
    }

    /** A whole folder appears at once, so that a start that was cut short leaves nothing half unpacked in use. */
    private static void settle(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException failed) {
            if (!Files.isDirectory(home)) {
                throw failed;
            }
            // Another process was first.
        }
    }
}
