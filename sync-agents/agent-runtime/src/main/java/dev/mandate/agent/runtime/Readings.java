package dev.mandate.agent.runtime;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.state.ReadScope;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the last whole reading of each deployment beside the agent, as gzip of lines of JSON, for the time when the service is down. */
final class Readings {
    private final AgentFolder folder;

    Readings(AgentFolder folder) {
        this.folder = folder;
    }

    /** A reading of part of a deployment is not kept. */
    Writing of(DeploymentId deployment, ReadScope scope) {
        return scope instanceof ReadScope.Full ? new Writing(folder.reading(deployment.value())) : new Writing(null);
    }

    /** Takes the place of the one before only when it is whole. */
    static final class Writing implements AutoCloseable {
        private final @Nullable Path file;
        private final @Nullable Path fresh;
        private final OutputStream out;

        private Writing(@Nullable Path file) {
            this.file = file;
            try {
                if (file == null) {
                    fresh = null;
                    out = OutputStream.nullOutputStream();
                } else {
                    Path parent = Objects.requireNonNull(file.getParent());
                    Files.createDirectories(parent);
                    fresh = Files.createTempFile(
                            parent,
                            "fresh",
                            "",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    out = Files.newOutputStream(fresh);
                }
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        void page(byte[] page) {
            try {
                out.write(page);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        void whole() {
            try {
                out.close();
                if (file != null && fresh != null) {
                    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
                if (fresh != null) {
                    Files.deleteIfExists(fresh);
                }
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }
    }
}
