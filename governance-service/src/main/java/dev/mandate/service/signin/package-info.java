/** Who calls: sign-in, console session, tokens, and the table from route to permission. */
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
            "review",
            "history"
        })
@NullMarked
package dev.mandate.service.signin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
