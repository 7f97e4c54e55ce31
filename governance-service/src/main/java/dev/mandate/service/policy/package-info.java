/** Policy versions: definitions, policy as code, publishing. */
@ApplicationModule(allowedDependencies = {"platform", "yaml", "api", "ledger", "directory", "fleet"})
@NullMarked
package dev.mandate.service.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
