/** Access review campaigns and their decisions. */
@ApplicationModule(
        allowedDependencies = {"platform", "api", "ledger", "directory", "fleet", "policy", "access", "reconcile"})
@NullMarked
package dev.mandate.service.review;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
