package dev.mandate.service.ledger;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the ledger keeps what does not belong into its database.
 *
 * @param keys folder of the signing key, closed to everybody else
 * @param checkpoints folder of the published checkpoints on this machine
 * @param external folders to which checkpoints are published too, on storage that neither the administrators of the
 *     database nor those of this machine can rewrite; only these protect against them
 */
public record LedgerSettings(Path keys, Path checkpoints, List<Path> external) {
    public LedgerSettings {
        external = List.copyOf(external);
    }

    /** The usual places in a data folder. */
    public static LedgerSettings in(Path data, List<Path> external) {
        return new LedgerSettings(data.resolve("keys"), data.resolve("checkpoints"), external);
    }
}
