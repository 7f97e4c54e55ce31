/** Transactions, clock, problem details, paging and the embedded database; knows no domain word. */
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@NullMarked
package dev.mandate.service.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
