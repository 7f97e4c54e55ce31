/** Reaches upwards, which it does not declare. */
@ApplicationModule(allowedDependencies = {})
package dev.mandate.service.architecture.planted.lower;

import org.springframework.modulith.ApplicationModule;
