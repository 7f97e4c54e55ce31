package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.platform.Transactions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Writes groups with their members, of which only a page is in memory; and without looking, where nobody wants them. */
final class ShownMembers {
    private static final int PAGE = 5000;
    private static final String VALUE = "value";
    private static final String REF = "$ref";
    private static final String TYPE = "type";
    private static final UUID FIRST = new UUID(0, 0);

    private final GroupStore store;
    private final Transactions transactions;

    ShownMembers(GroupStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    void write(SourceId source, Resource group, Projection projection, String base, JsonGenerator out) {
        ObjectNode rest = projection.of(group.shown(base));
        if (!projection.shows("members")) {
            Json.mapper().writeTree(out, rest);
            return;
        }
        out.writeStartObject();
        rest.properties().forEach(member -> {
            out.writeName(member.getKey());
            Json.mapper().writeTree(out, member.getValue());
        });
        members(source, group, projection, base, out);
        out.writeEndObject();
    }

    /** A group without members has no such attribute. */
    private void members(SourceId source, Resource group, Projection projection, String base, JsonGenerator out) {
        List<UUID> groups = transactions.reading(() -> store.groups(source, group.id()));
        List<UUID> people = page(source, group, FIRST);
        if (groups.isEmpty() && people.isEmpty()) {
            return;
        }
        out.writeName("members");
        out.writeStartArray();
        Set<String> parts = parts(projection);
        groups.forEach(id -> member(ResourceSchema.GROUP, id, parts, base, out));
        while (!people.isEmpty()) {
            people.forEach(id -> member(ResourceSchema.USER, id, parts, base, out));
            people = people.size() < PAGE ? List.of() : page(source, group, people.getLast());
        }
        out.writeEndArray();
    }

    private List<UUID> page(SourceId source, Resource group, UUID after) {
        return transactions.reading(() -> store.people(source, group.id(), after, PAGE));
    }

    /** The parts of a member that are asked for; they are the same for all. */
    private static Set<String> parts(Projection projection) {
        ObjectNode whole = Json.object();
        whole.putArray("members").addObject().put(VALUE, "").put(REF, "").put(TYPE, "");
        return Set.copyOf(projection.of(whole).path("members").path(0).propertyNames());
    }

    /** Without a tree: there may be 100,000. */
    private static void member(ResourceSchema type, UUID id, Set<String> parts, String base, JsonGenerator out) {
        String value = id.toString();
        out.writeStartObject();
        if (parts.contains(VALUE)) {
            out.writeStringProperty(VALUE, value);
        }
        if (parts.contains(REF)) {
            out.writeStringProperty(REF, base + "/" + type.endpoint() + "/" + value);
        }
        if (parts.contains(TYPE)) {
            out.writeStringProperty(TYPE, type.name());
        }
        out.writeEndObject();
    }
}
