package dev.mandate.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A running PostgreSQL server process, as its file {@code postmaster.pid} tells.
 *
 * @param process its process id
 * @param port its port on loopback
 * @param ready whether it accepts connections; false while it starts, recovers or stops
 */
record Postmaster(long process, int port, boolean ready) {
    private static final String FILE = "postmaster.pid";

    /** More than any system gives: {@code kill} answers that there is no such process. */
    private static final String NOBODY = String.valueOf(Integer.MAX_VALUE);

    /** The live server of exactly this data folder. A file left behind by a crash is not one, whoever has its pid now. */
    static Optional<Postmaster> of(Path folder) {
        var lines = lines(folder);
        if (lines.size() < 4) {
            return Optional.empty();
        }
        var process = Long.parseLong(lines.get(0).strip());
        if (!serves(process, folder)) {
            return Optional.empty();
        }
        var ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
        return Optional.of(new Postmaster(process, Integer.parseInt(lines.get(3).strip()), ready));
    }

    /**
     * Makes a file that a crash left behind harmless. Its pid may belong to something else by now (in a container that
     * was started again this is likely, threads count too) and PostgreSQL would then refuse to start. The file stays,
     * because PostgreSQL also reads in it which shared memory to look at for processes that survived.
     */
    static void disown(Path folder) {
        var lines = lines(folder);
        if (lines.isEmpty() || of(folder).isPresent()) {
            return;
        }
        try {
            // In place: the file keeps its owner.
            Files.writeString(
                    folder.resolve(FILE), NOBODY + "\n" + String.join("\n", lines.subList(1, lines.size())) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean serves(long process, Path folder) {
        var handle = ProcessHandle.of(process);
        if (handle.isEmpty() || !handle.get().isAlive()) {
            return false;
        }
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(process), "cwd"), folder);
        } catch (AccessDeniedException anotherUsers) {
            return false;
        } catch (IOException noProcFileSystem) {
            return handle.get()
                    .info()
                    .command()
                    .filter(command -> command.endsWith("/postgres"))
                    .isPresent();
        }
    }

    private static List<String> lines(Path folder) {
        try {
            return Files.readAllLines(folder.resolve(FILE));
        } catch (NoSuchFileException notRunning) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
