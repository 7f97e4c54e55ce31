package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import java.util.List;
import java.util.Optional;

/** Stored resources of one type, as lists. */
interface Rows {
    int count(SourceId source, Optional<Filter> filter);

    /** By what is asked for, and then in the order in which they were made. */
    List<Slice.Placed> list(SourceId source, Optional<Filter> filter, Optional<Order> order, Slice slice);
}
