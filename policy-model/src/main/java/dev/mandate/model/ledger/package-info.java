/** Entries of the append-only log, their canonical form, and the Merkle tree over them. */
@NullMarked
package dev.mandate.model.ledger;

import org.jspecify.annotations.NullMarked;
