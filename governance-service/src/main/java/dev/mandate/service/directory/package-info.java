/** Subjects, groups and the sources they come from; joiners, movers and leavers. */
@ApplicationModule(allowedDependencies = {"platform", "yaml", "api", "ledger"})
@NullMarked
package dev.mandate.service.directory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
