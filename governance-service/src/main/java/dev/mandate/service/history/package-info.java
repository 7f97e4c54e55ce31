/** Who, what and why at any moment, and exports that prove it. */
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "api",
            "ledger",
            "directory",
            "fleet",
            "policy",
            "access",
            "reconcile",
            "review"
        })
@NullMarked
package dev.mandate.service.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
