package dev.mandate.service.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/** Keeps the signing key in {@code ledger.key}, for its owner alone, and the public one beside it in {@code ledger.pub}. */
final class KeyFolder {
    private final Path folder;
    private final Path secret;
    private final Path open;

    KeyFolder(Path folder) {
        this.folder = folder;
        this.secret = folder.resolve("ledger.key");
        this.open = folder.resolve("ledger.pub");
    }

    /** The key, if there is one. */
    Optional<SigningKey> read() {
        if (!Files.exists(secret)) {
            return Optional.empty();
        }
        try {
            requireOnlyOurs();
            var key = SigningKey.parse(Files.readString(secret));
            publish(key);
            return Optional.of(key);
        } catch (IOException | IllegalArgumentException e) {
            throw new LedgerUnavailable(
                    "The signing key " + secret + " cannot be used: " + e.getMessage()
                            + ". Restore it from its backup.",
                    e);
        }
    }

    /** Makes the key of a new ledger; if another process is first, its key counts. */
    SigningKey make() {
        try {
            Files.createDirectories(folder);
            var onlyOurs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var fresh = Files.createTempFile(folder, "ledger", ".key", onlyOurs);
            Files.writeString(fresh, SigningKey.generate().format(), StandardOpenOption.DSYNC);
            link(fresh);
        } catch (IOException e) {
            throw new LedgerUnavailable("The signing key " + secret + " cannot be made: " + e.getMessage(), e);
        }
        return read().orElseThrow();
    }

    private void link(Path fresh) throws IOException {
        try {
            Files.createLink(secret, fresh);
        } catch (FileAlreadyExistsException another) {
            // it was first
        } finally {
            Files.delete(fresh);
        }
    }

    private void requireOnlyOurs() throws IOException {
        var others = EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);
        others.retainAll(Files.getPosixFilePermissions(secret));
        if (!others.isEmpty()) {
            throw new LedgerUnavailable("The signing key " + secret + " is open to others ("
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)) + "): chmod 600 it, and if"
                    + " somebody may have read it, treat it as lost.");
        }
    }

    private void publish(SigningKey key) throws IOException {
        var line = key.verifier().format() + "\n";
        if (!Files.exists(open) || !Files.readString(open).equals(line)) {
            Files.writeString(open, line);
        }
    }
}
