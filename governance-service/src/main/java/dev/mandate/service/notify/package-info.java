/** Mail, webhook and chat messages, sent from an outbox. */
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
package dev.mandate.service.notify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
