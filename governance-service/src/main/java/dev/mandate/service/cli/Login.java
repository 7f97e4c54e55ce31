package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.platform.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where this user is signed in, and with what tokens: a file of theirs alone (0600). A refresh token is good once, so whoever refreshes
 * holds the file's lock.
 */
final class Login {
    private static final Set<PosixFilePermission> ONLY_OURS = PosixFilePermissions.fromString("rwx------");
    private static final int LONGEST = 20_000;

    private final Path file;

    private Login(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** @param file null: the usual one */
    static Login in(@Nullable Path file) {
        return new Login(file == null ? usual() : file);
    }

    /** The usual place in the user's folder. */
    private static Path usual() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(config);
        return folder.resolve("mandate").resolve("login.json");
    }

    /** What is in the file. */
    record Tokens(URI server, String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[" + server + "]";
        }
    }

    /** Empty where nobody is signed in. */
    Optional<Tokens> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (!ONLY_OURS.containsAll(Files.getPosixFilePermissions(file)) || Files.size(file) > LONGEST) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "others can read " + file
                                + ", or it is not what mandate login writes: remove it, and sign in again");
            }
            View view = View.of(Files.readString(file));
            return Optional.of(new Tokens(URI.create(view.text("server")), view.text("access"), view.text("refresh")));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandFailure(ExitCode.FAILED, "cannot read " + file + ": remove it, and sign in again");
        }
    }

    void write(Tokens tokens) {
        try {
            PrivateFile.replace(
                    file,
                    CanonicalJson.text(JsonValue.object(Map.of(
                            "server", JsonValue.text(tokens.server().toString()),
                            "access", JsonValue.text(tokens.access()),
                            "refresh", JsonValue.text(tokens.refresh())))));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    void remove() {
        RecoveryKey.remove(file);
    }

    /**
     * Another access token in place of one that is not taken any more; the one that another command got meanwhile, if one did.
     *
     * @param refresh gives new tokens for those of the file, or nothing where they are not taken
     */
    Optional<String> renewed(String old, Function<Tokens, Optional<Tokens>> refresh) {
        Path lock = file.resolveSibling("login.lock");
        try (FileChannel channel = FileChannel.open(
                        lock,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var _ = channel.lock()) {
            Optional<Tokens> now = read();
            if (now.isEmpty() || !now.get().access().equals(old)) {
                return now.map(Tokens::access);
            }
            Optional<Tokens> fresh = refresh.apply(now.get());
            fresh.ifPresentOrElse(this::write, this::remove);
            return fresh.map(Tokens::access);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot lock " + lock + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
