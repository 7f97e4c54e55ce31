/** The SCIM 2 server that identity providers push people and groups to (RFC 7643, RFC 7644, RFC 9865). */
@ApplicationModule(allowedDependencies = {"platform", "yaml", "api", "ledger", "directory"})
@NullMarked
package dev.mandate.service.scim;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
