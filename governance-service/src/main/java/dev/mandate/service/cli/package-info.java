/** The command line. Offline commands touch no Spring class. */
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "yaml",
            "api",
            "ledger",
            "directory",
            "fleet",
            "policy",
            "access",
            "reconcile",
            "review",
            "history",
            "signin",
            "scim",
            "settings",
            "notify"
        })
@NullMarked
package dev.mandate.service.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
