/** The routes of {@code /api/v1} as data: one table that the web server, the command line and the documentation read. */
@ApplicationModule(type = ApplicationModule.Type.OPEN, allowedDependencies = "platform")
@NullMarked
package dev.mandate.service.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
