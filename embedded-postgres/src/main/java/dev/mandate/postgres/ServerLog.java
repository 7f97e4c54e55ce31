package dev.mandate.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;

/** What the server wrote since a mark: where it does not start, only this says why. */
final class ServerLog {
    private static final long LARGE = 8L << 20;

    private final Path file;
    private long mark;

    ServerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Remembers the end of the file, and begins a new one when it has grown large; one older one is kept. */
    void mark() {
        try {
            mark = Files.exists(file) ? Files.size(file) : 0;
            if (mark > LARGE) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
                mark = 0;
            }
        } catch (IOException failed) {
            throw new PostgresException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }

    /** The last server's processes are still ending after it was killed, or somebody else took the port meanwhile. */
    boolean saysThatItPasses() {
        var words = sinceMark();
        return words.contains("pre-existing shared memory block") || words.contains("could not bind");
    }

    String lastWords() {
        var words = sinceMark()
                .lines()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("HINT:"))
                .map(line -> line.substring(line.indexOf(": ") + 2).strip())
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? "it left no message in " + file : words;
    }

    private String sinceMark() {
        try (var log = Files.newInputStream(file)) {
            log.skipNBytes(mark);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noLog) {
            return "";
        }
    }
}
