/** The append-only log: append in the caller's transaction, tree, signed checkpoints. */
@ApplicationModule(allowedDependencies = {"platform", "api"})
@NullMarked
package dev.mandate.service.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
