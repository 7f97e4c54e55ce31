package dev.mandate.service.platform;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The one clock that decides: everything that happens in one transaction happens at one instant. */
@FunctionalInterface
public interface Clock {
    /** The instant of the current transaction, or of this call where there is none; to the microsecond. */
    Instant now();

    /** The same as part of a statement that is made anyway and that no transaction is about. */
    default Field<Instant> asked() {
        return DSL.val(now());
    }
}
