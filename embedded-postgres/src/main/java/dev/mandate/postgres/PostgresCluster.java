package dev.mandate.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * One data folder and the server that runs on it, listening on 127.0.0.1 alone, with passwords (SCRAM) for everybody.
 * The server is not tied to this process: it outlives a crash of it, and the next process finds it again.
 *
 * <p>Not safe for use by two processes at once; who may create, start and stop is for the caller to decide.
 */
public final class PostgresCluster {
    /** The name of the role that may do everything. */
    public static final String SUPERUSER = "postgres";

    private static final Duration LONGEST_START = Duration.ofMinutes(15);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(5);
    private static final int ATTEMPTS = 20;
    private static final long ENOUGH_SPACE = 64L << 20;

    private final Path folder;
    private final Path parent;
    private final PostgresBinaries binaries;
    private @Nullable RunAs runAs;

    private PostgresCluster(Path folder, PostgresBinaries binaries) {
        this.folder = folder;
        this.parent = Objects.requireNonNull(folder.getParent(), "a data folder is inside another folder");
        this.binaries = binaries;
    }

    /**
     * The cluster of a data folder, which need not exist yet.
     *
     * @param folder the data folder itself; its parent must exist, and neither may move while the server runs
     */
    public static PostgresCluster in(Path folder, PostgresBinaries binaries) {
        return new PostgresCluster(folder.toAbsolutePath().normalize(), binaries);
    }

    public Path folder() {
        return folder;
    }

    public boolean exists() {
        return Files.exists(folder.resolve("PG_VERSION"));
    }

    /**
     * Makes the data folder, complete or not at all. Each has its own system identifier, which a copy would not have.
     *
     * @param password of {@link #SUPERUSER}
     * @throws PostgresException with what initdb said, e.g. that the disk is full
     */
    public void create(String password) {
        try {
            var fresh = Files.createTempDirectory(parent, folder.getFileName() + ".new");
            try {
                initialise(fresh, password);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
                Folders.sync(parent);
            } finally {
                Folders.delete(fresh);
            }
        } catch (IOException failed) {
            throw new PostgresException("Cannot make the data folder " + folder + ": " + failed, failed);
        }
    }

    /**
     * Creates, where needed, and starts several clusters at the same time.
     *
     * @return their ports, in the order given
     */
    public static List<Integer> startAll(List<PostgresCluster> clusters, String password, PostgresSettings settings) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ports = clusters.stream()
                    .map(cluster -> CompletableFuture.supplyAsync(() -> cluster.ready(password, settings), threads))
                    .toList();
            return ports.stream().map(CompletableFuture::join).toList();
        }
    }

    private int ready(String password, PostgresSettings settings) {
        if (!exists()) {
            create(password);
        }
        return running().orElseGet(() -> start(settings));
    }

    private void initialise(Path fresh, String password) throws IOException {
        var way = RunAs.choose(fresh, binaries);
        var passwordFile = Files.createTempFile(
                parent,
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, password + "\n");
            Files.setAttribute(passwordFile, "unix:uid", Files.getAttribute(fresh, "unix:uid"));
            var command = new ArrayList<>(List.of(
                    binaries.program("initdb").toString(),
                    "--pgdata=" + fresh,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-instructions"));
            command.addAll(
                    binaries.major() < 17
                            ? List.of("--locale=C.UTF-8")
                            : List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
            var result = Command.run(way.command(command), LONGEST_STOP);
            if (!result.succeeded()) {
                throw new PostgresException(
                        "Cannot make the data folder " + folder + ": " + result.output() + freeSpace(fresh));
            }
        } finally {
            Files.delete(passwordFile);
        }
    }

    /**
     * Starts the server on a free port, after recovery if the last one crashed.
     *
     * @return the port on 127.0.0.1
     * @throws PostgresException with the server's own last words
     */
    public int start(PostgresSettings settings) {
        requireVersion();
        Postmaster.disown(folder);
        var log = new ServerLog(folder.resolve("server.log"));
        for (var attempt = 1; ; attempt++) {
            log.mark();
            var port = freePort();
            var options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
                    + settings.asOptions();
            var result = control(LONGEST_START, "start", "-l", log.file().toString(), "-o", options);
            if (result.succeeded()) {
                return port;
            }
            if (attempt == ATTEMPTS || !log.saysThatItPasses()) {
                throw new PostgresException("PostgreSQL did not start in " + folder + ": " + log.lastWords()
                        + " (pg_ctl: " + result.output() + ")" + freeSpace(folder));
            }
            pause(Duration.ofMillis(500));
        }
    }

    /**
     * The port of the server that already runs on this folder, e.g. because the process that started it was killed;
     * empty where none runs. Waits while it is starting or stopping.
     */
    public OptionalInt running() {
        for (var postmaster = Postmaster.of(folder); postmaster.isPresent(); postmaster = Postmaster.of(folder)) {
            if (postmaster.get().ready()) {
                return OptionalInt.of(postmaster.get().port());
            }
            pause(Duration.ofMillis(50));
        }
        return OptionalInt.empty();
    }

    /** Stops the server if it runs: open transactions are rolled back, everything else is written. */
    public void stop() {
        if (Postmaster.of(folder).isEmpty()) {
            return;
        }
        var result = control(LONGEST_STOP, "stop", "-m", "fast");
        if (!result.succeeded() && Postmaster.of(folder).isPresent()) {
            throw new PostgresException("PostgreSQL did not stop in " + folder + ": " + result.output());
        }
    }

    private Command.Result control(Duration limit, String... arguments) {
        var command = new ArrayList<>(List.of(binaries.program("pg_ctl").toString(), "-D", folder.toString(), "-w"));
        command.addAll(List.of("-t", String.valueOf(limit.toSeconds())));
        command.addAll(List.of(arguments));
        return Command.run(runAs().command(command), limit.plusSeconds(10));
    }

    /** A command as it would be run beside the server. */
    List<String> asServerUser(String... command) {
        return runAs().command(List.of(command));
    }

    private RunAs runAs() {
        if (runAs == null) {
            runAs = RunAs.choose(folder, binaries);
        }
        return runAs;
    }

    private void requireVersion() {
        try {
            var found = Files.readString(folder.resolve("PG_VERSION")).strip();
            if (!found.equals(String.valueOf(binaries.major()))) {
                throw new PostgresException("The data folder " + folder + " was made by PostgreSQL " + found
                        + ", and this build runs PostgreSQL " + binaries.major() + ". Load a dump made with release "
                        + found + " into a new data folder, or run a server of release " + found
                        + " on it and name that with `database:`");
            }
        } catch (IOException unreadable) {
            throw new PostgresException(folder + " is not a data folder of PostgreSQL: no PG_VERSION", unreadable);
        }
    }

    private static String freeSpace(Path folder) {
        try {
            var free = Files.getFileStore(folder).getUsableSpace();
            return free < ENOUGH_SPACE ? ". The disk of " + folder + " is full: " + (free >> 20) + " MB are left" : "";
        } catch (IOException unknown) {
            return "";
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The server is another process, and its files are all that tells how far it is. */
    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PostgresException("interrupted while waiting for PostgreSQL", interrupted);
        }
    }
}
