package dev.mandate.agent.runtime;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mandate.agent.link.Fields;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an agent keeps on its host, for its user alone; one process at a time works with it. */
final class AgentFolder implements AutoCloseable {
    private static final String KEY = "agent.jwk";
    private static final String MEMBERSHIP = "service.json";

    private final Path folder;
    private @Nullable FileLock lock;

    /**
     * As whom the agent is known, and by what it knows the service.
     *
     * @param issuer as the service calls itself
     * @param orders the key that signs its work, fixed when the agent joined
     */
    record Membership(String agent, String issuer, VerifierKey orders) {}

    AgentFolder(Path folder) {
        this.folder = folder;
    }

    /** @throws RuntimeFailure where another process has it */
    void lock() {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException ours) {
            throw inUse();
        } catch (IOException unusable) {
            throw new RuntimeFailure("the folder " + folder + " cannot be used: " + unusable, unusable);
        }
    }

    private RuntimeFailure inUse() {
        return new RuntimeFailure(
                "another agent works with " + folder + "; end it first, or give this one a folder of its own");
    }

    Path journal() {
        return folder.resolve("journal.jsonl");
    }

    /** Where what was last read of a deployment is. */
    Path reading(String deployment) {
        return folder.resolve("readings").resolve(deployment + ".jsonl.gz");
    }

    boolean hasJoined() {
        return Files.exists(folder.resolve(MEMBERSHIP));
    }

    /** The key with which the agent shows who it is; made when it is first asked for. */
    ECKey key() {
        Path file = folder.resolve(KEY);
        try {
            if (!Files.exists(file)) {
                write(
                        file,
                        new ECKeyGenerator(Curve.P_256)
                                .keyIDFromThumbprint(true)
                                .generate()
                                .toJSONString());
            }
            return ECKey.parse(Files.readString(file));
        } catch (IOException | JOSEException | ParseException unusable) {
            throw new RuntimeFailure(
                    "the agent's key " + file + " cannot be used; restore it, or enrol the agent again", unusable);
        }
    }

    void joined(Membership membership) {
        write(
                folder.resolve(MEMBERSHIP),
                CanonicalJson.text(JsonValue.object(Map.of(
                        "agent", JsonValue.text(membership.agent()),
                        "issuer", JsonValue.text(membership.issuer()),
                        "orders", JsonValue.text(membership.orders().format())))));
    }

    Membership membership() {
        Path file = folder.resolve(MEMBERSHIP);
        try {
            Fields fields = Fields.parse(Files.readString(file));
            return new Membership(
                    fields.text("agent"), fields.text("issuer"), VerifierKey.parse(fields.text("orders")));
        } catch (IOException | IllegalArgumentException unusable) {
            throw new RuntimeFailure(
                    "this agent has not joined a service: run 'join' with the token of 'mandate agent enrol'",
                    unusable);
        }
    }

    private static void write(Path file, String text) {
        try {
            Path fresh = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "fresh",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text, StandardOpenOption.DSYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            try {
                lock.acquiredBy().close();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }
}
