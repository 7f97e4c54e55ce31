package dev.mandate.service.history;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.Sha256;

/**
 * What was exported.
 *
 * @param from the first index of the range that was asked for
 * @param to the index after the last
 * @param entries how many of the range are in the export
 * @param manifest the hash of manifest.json, which holds the hashes of all other files
 */
public record ExportSummary(Checkpoint checkpoint, long from, long to, long entries, Sha256 manifest) {}
