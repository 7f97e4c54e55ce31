/** From desired state to verified state: plan, guard, apply, read back. */
@ApplicationModule(allowedDependencies = {"platform", "api", "ledger", "directory", "fleet", "policy", "access"})
@NullMarked
package dev.mandate.service.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
