package dev.mandate.service.history;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.Sha256;

/**
 * What was exported.
 *
 * @param manifest the hash of manifest.json, which holds the hashes of all other files
 */
public record ExportSummary(Checkpoint checkpoint, long from, long to, Sha256 manifest) {}
