package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.PushApi;
import dev.mandate.service.directory.SourcePerson;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.yaml.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Users: people of the directory. */
@Component
class Users implements Resources {
    private final Content content = new Content(ResourceSchema.USER);
    private final UserStore store;
    private final GroupStore groups;
    private final Lists lists;
    private final PushApi pushes;
    private final LedgerApi ledger;
    private final NewIds ids;
    private final Clock clock;
    private final Transactions transactions;

    Users(
            UserStore store,
            GroupStore groups,
            Lists lists,
            PushApi pushes,
            LedgerApi ledger,
            NewIds ids,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.groups = groups;
        this.lists = lists;
        this.pushes = pushes;
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
        this.transactions = transactions;
    }

    @Override
    public ResourceSchema schema() {
        return ResourceSchema.USER;
    }

    @Override
    public Resource create(Pushing by, ObjectNode body) {
        ObjectNode said = content.of(body);
        said.put("active", UserFacts.isActive(said));
        content.requireRequired(said);
        return transactions.inOne(() -> {
            Instant now = clock.now();
            var user = new Resource(schema(), ids.next(now), said, 1, now, now);
            SourcePerson stated = UserFacts.stated(user.id(), said, by.source().types());
            pushes.joined(by.id(), user.id(), stated, by.actor());
            if (!store.insert(by.id(), user)) {
                throw taken(user);
            }
            ledger.append(ScimEvents.joined(by, user.id(), stated.state()));
            pushes.count(by.id());
            return user;
        });
    }

    private static ScimProblem taken(Resource user) {
        return ScimProblem.taken("there is a user " + Shown.quote(user.text("userName")) + " already");
    }

    @Override
    public Optional<Resource> get(SourceId source, UUID id) {
        return transactions.reading(() -> store.get(source, id));
    }

    /** What is left out is taken away, but nobody gets active or inactive by being left out. */
    @Override
    public Resource replace(Pushing by, UUID id, ObjectNode body, Precondition condition) {
        ObjectNode said = content.of(body);
        return change(by, id, condition, before -> {
            if (!said.has("active")) {
                said.put("active", UserFacts.isActive(before));
            }
            content.requireRequired(said);
            return said;
        });
    }

    @Override
    public Resource patch(Pushing by, UUID id, List<PatchStep> steps, Precondition condition) {
        return change(by, id, condition, before -> {
            ObjectNode said = DocumentPatch.apply(before, steps);
            content.requireRequired(said);
            return said;
        });
    }

    private Resource change(Pushing by, UUID id, Precondition condition, UnaryOperator<ObjectNode> change) {
        return transactions.inOne(() -> {
            Resource before = locked(by, id, condition);
            ObjectNode said = change.apply(before.content().deepCopy());
            SourcePerson stated = UserFacts.stated(id, said, by.source().types());
            // What its words mean may be another thing since, by mandate.yaml.
            if (said.equals(before.content()) && pushes.isKnown(by.id(), stated)) {
                return before;
            }
            var now = new Resource(schema(), id, said, before.version() + 1, before.created(), clock.now());
            if (store.isTaken(by.id(), id, now.text("userName"))) {
                throw taken(now);
            }
            store.update(now);
            PushApi.Stood stood = pushes.changed(by.source(), stated, by.actor());
            ledger.append(ScimEvents.changed(by, id, stood.before(), stood.now()));
            pushes.count(by.id());
            return now;
        });
    }

    private Resource locked(Pushing by, UUID id, Precondition condition) {
        Resource before = store.lock(by.id(), id).orElseThrow(() -> ScimProblem.notFound("there is no such user"));
        condition.require(before);
        return before;
    }

    /** Somebody who is deleted has left; whoever is created later under the same name is somebody else. */
    @Override
    public void delete(Pushing by, UUID id, Precondition condition) {
        transactions.inOne(() -> {
            locked(by, id, condition);
            store.delete(id);
            groups.stepGroupsOf(id, clock.now());
            pushes.left(by.id(), id);
            ledger.append(ScimEvents.left(by, id));
            pushes.count(by.id());
            return id;
        });
    }

    @Override
    public Found list(SourceId source, Query query) {
        return lists.of(source, schema(), query, store);
    }

    @Override
    public void write(SourceId source, Resource user, Projection projection, String base, JsonGenerator out) {
        ObjectNode whole = user.shown(base);
        if (projection.shows("groups")) {
            List<Resource> direct = transactions.inOne(() -> groups.groupsOf(source, user.id()));
            if (!direct.isEmpty()) {
                ArrayNode list = whole.putArray("groups");
                direct.forEach(group -> list.addObject()
                        .put("value", group.id().toString())
                        .put("$ref", group.location(base))
                        .put("display", group.text("displayName"))
                        .put("type", "direct"));
            }
        }
        Json.mapper().writeTree(out, projection.of(whole));
    }
}
