/** People, services and machines, the groups they are in, and who may act. */
@NullMarked
package dev.mandate.model.subject;

import org.jspecify.annotations.NullMarked;
