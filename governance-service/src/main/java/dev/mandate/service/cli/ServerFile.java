package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.platform.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * {@code server.json} in a data folder: where the process that holds the folder answers. Only the user of that process
 * can read it, and its token only looks.
 */
record ServerFile(URI url, String token, long pid) {
    private static final String NAME = "server.json";

    /** The process that answers for this folder, if one does. */
    static Optional<ServerFile> in(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            View view = View.of(Files.readString(file));
            long pid = view.number("pid");
            // A number alone may belong to somebody else by now, who must not be sent a token.
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> began(process).equals(view.text("began")))
                    .map(process -> new ServerFile(URI.create(view.text("url")), view.text("token"), pid));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot read " + file + ": run this as the user of the service, or name --server and --token-file");
        }
    }

    void write(Path data) {
        try {
            PrivateFile.replace(
                    data.resolve(NAME),
                    CanonicalJson.text(JsonValue.object(Map.of(
                            "url", JsonValue.text(url.toString()),
                            "token", JsonValue.text(token),
                            "pid", JsonValue.number(pid),
                            "began", JsonValue.text(began(ProcessHandle.current()))))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + data.resolve(NAME), e);
        }
    }

    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + data.resolve(NAME), e);
        }
    }
}
