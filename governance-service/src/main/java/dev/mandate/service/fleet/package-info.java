/** Applications, deployments, accounts, agent bindings and what agents observed. */
@ApplicationModule(allowedDependencies = {"platform", "api", "ledger"})
@NullMarked
package dev.mandate.service.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
