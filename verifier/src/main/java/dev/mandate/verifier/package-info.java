/** Checks exports, checkpoints and ledger rows from their bytes alone; shares no code with the writer. */
@NullMarked
package dev.mandate.verifier;

import org.jspecify.annotations.NullMarked;
