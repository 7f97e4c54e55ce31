package dev.mandate.service.directory;

import java.util.Optional;

/** Says whether a password is somebody's, by asking the directory that knows it. */
@FunctionalInterface
public interface Passwords {
    /**
     * Whether it is theirs, and the directory lets them in at this moment.
     *
     * @param externalId whose; empty for nobody, whom the directory is asked for all the same, so that the time an answer
     *     takes does not tell who is there
     * @throws SourceException where nobody can say now
     */
    boolean accept(Optional<String> externalId, String password);
}
