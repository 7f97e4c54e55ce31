/** Assignments, requests, approvals, holds, waivers and constraints at work. */
@ApplicationModule(allowedDependencies = {"platform", "api", "ledger", "directory", "fleet", "policy"})
@NullMarked
package dev.mandate.service.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
