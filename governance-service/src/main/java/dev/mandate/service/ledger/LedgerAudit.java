package dev.mandate.service.ledger;

import dev.mandate.verifier.LedgerCheck;
import dev.mandate.verifier.Progress;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks the rows of the ledger by code that shares nothing with what wrote them, against every checkpoint that was
 * published on this machine or outside.
 */
public final class LedgerAudit {
    private LedgerAudit() {}

    /**
     * Checks everything and changes nothing.
     *
     * @param connection may read the schema ledger
     * @param key the public key; empty takes the one beside the signing key
     * @param kept files of checkpoints that somebody else kept
     * @throws UnreadableException if rows, key or checkpoints cannot be read
     */
    public static Report check(
            Connection connection, LedgerSettings settings, Optional<Path> key, List<Path> kept, Progress progress)
            throws UnreadableException {
        var outside = new ArrayList<>(kept);
        settings.external().forEach(folder -> outside.addAll(published(folder)));
        var trust = Trust.of(Optional.of(key.orElse(settings.keys().resolve("ledger.pub"))), outside);
        for (var file : published(settings.checkpoints())) {
            trust = trust.and(file);
        }
        return LedgerCheck.check(connection, trust, progress);
    }

    private static List<Path> published(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
