package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** All resources of one type. What changes something runs in one transaction, with its entry in the ledger. */
interface Resources {
    ResourceSchema schema();

    Resource create(Pushing by, ObjectNode body);

    /** The resource, with everything but what {@link #write} looks up. */
    Optional<Resource> get(SourceId source, UUID id);

    Resource replace(Pushing by, UUID id, ObjectNode body, Precondition condition);

    Resource patch(Pushing by, UUID id, List<PatchStep> steps, Precondition condition);

    void delete(Pushing by, UUID id, Precondition condition);

    Found list(SourceId source, Query query);

    /** Writes what is to be shown of a resource. */
    void write(SourceId source, Resource resource, Projection projection, String base, JsonGenerator out);
}
