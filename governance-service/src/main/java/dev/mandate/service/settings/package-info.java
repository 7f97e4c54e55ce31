/** The operator's own file, {@code mandate.yaml}: where the store, the sources and the secrets are. Not policy. */
@ApplicationModule(allowedDependencies = {"platform", "yaml", "ledger", "directory", "fleet", "signin"})
@NullMarked
package dev.mandate.service.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
