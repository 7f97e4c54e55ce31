package dev.mandate.service.scim;

import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Membership;
import dev.mandate.service.directory.Membership.Changed;
import dev.mandate.service.directory.Membership.Members;
import dev.mandate.service.directory.PushApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.yaml.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Groups of the directory. Members are only ever handled as sets that a request names, and shown page by page. */
@Component
class Groups implements Resources {
    private static final Changed NOTHING =
            new Changed(new Members(Set.of(), Set.of()), new Members(Set.of(), Set.of()));

    /** Each look at a group counts its steps. */
    private static final int MOST_UNCOUNTED = 200;

    private final AtomicInteger uncounted = new AtomicInteger();
    private final Content content = new Content(ResourceSchema.GROUP);
    private final GroupStore store;
    private final ShownMembers shown;
    private final Joins joins;
    private final Lists lists;
    private final PushApi pushes;
    private final LedgerApi ledger;
    private final NewIds ids;
    private final Clock clock;
    private final Transactions transactions;

    Groups(
            GroupStore store,
            Lists lists,
            PushApi pushes,
            LedgerApi ledger,
            NewIds ids,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.shown = new ShownMembers(store, transactions);
        this.joins = new Joins(store, pushes, ledger, clock, transactions);
        this.lists = lists;
        this.pushes = pushes;
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
        this.transactions = transactions;
    }

    @Override
    public ResourceSchema schema() {
        return ResourceSchema.GROUP;
    }

    @Override
    public Resource create(Pushing by, ObjectNode body) {
        Set<UUID> members = MemberList.taken(body).orElse(Set.of());
        ObjectNode said = named(content.of(body));
        return transactions.inOne(() -> {
            Instant now = clock.now();
            var group = new Resource(schema(), ids.next(now), said, 1, now, now);
            if (!store.insert(by.id(), group)) {
                throw taken(group);
            }
            pushes.named(by.id(), group.id(), group.text("displayName"));
            Optional<Changed> joined = pushes.join(by.source(), group.id(), members);
            Changed changed = joined.orElseGet(() -> members.isEmpty() ? NOTHING : add(by, group.id(), members));
            ledger.append(ScimEvents.group(by, "made", group.id(), changed));
            if (joined.isEmpty()) {
                pushes.count(by.id());
            }
            return group;
        });
    }

    /** The name is what policy calls it. */
    private ObjectNode named(ObjectNode said) {
        content.requireRequired(said);
        if (!Ids.isText(said.path("displayName").asString(""))) {
            throw ScimProblem.value("'displayName' is longer than 1,024 characters or has control characters");
        }
        return said;
    }

    private static ScimProblem taken(Resource group) {
        return ScimProblem.taken("there is a group " + Shown.quote(group.text("displayName")) + " already");
    }

    private Changed add(Pushing by, UUID group, Set<UUID> members) {
        Members known = MemberList.known(pushes, by.id(), members);
        return pushes.members(by.source(), group, new Membership.Add(known.people(), known.groups()));
    }

    @Override
    public Optional<Resource> get(SourceId source, UUID id) {
        return transactions.reading(() -> store.get(source, id));
    }

    /** A group of whose members nothing is said keeps them. */
    @Override
    public Resource replace(Pushing by, UUID id, ObjectNode body, Precondition condition) {
        Optional<Set<UUID>> members = MemberList.taken(body);
        ObjectNode said = content.of(body);
        return transactions.inOne(() -> {
            locked(by, id, condition);
            rewrite(by, id, before -> said);
            members.ifPresent(all -> change(by, id, List.of(replaced(by, all))));
            return reread(by, id);
        });
    }

    private Membership replaced(Pushing by, Set<UUID> all) {
        Members known = MemberList.known(pushes, by.id(), all);
        return new Membership.Replace(known.people(), known.groups());
    }

    @Override
    public Resource patch(Pushing by, UUID id, List<PatchStep> steps, Precondition condition) {
        Optional<Set<UUID>> joining = condition.isNone() ? Joins.asked(steps) : Optional.empty();
        Supplier<Resource> alone = () -> transactions.inOne(() -> joining.flatMap(people -> joins.alone(by, id, people))
                .orElseGet(() -> changed(by, id, steps, condition)));
        Resource now = joining.filter(people -> people.size() == 1)
                .map(people -> joins.together(by, id, people.iterator().next(), alone))
                .orElseGet(alone);
        if (uncounted.incrementAndGet() % MOST_UNCOUNTED == 0) {
            settle();
        }
        return now;
    }

    private Resource changed(Pushing by, UUID id, List<PatchStep> steps, Precondition condition) {
        List<PatchStep> own =
                steps.stream().filter(step -> !step.isOf("members")).toList();
        if (condition.isNone() && own.isEmpty()) {
            pushes.hold(by.id(), id);
            reread(by, id);
        } else {
            locked(by, id, condition);
            rewrite(by, id, before -> DocumentPatch.apply(before, own));
        }
        List<Membership> changes = new ArrayList<>();
        steps.stream().filter(step -> step.isOf("members")).forEach(step -> changes.add(membership(by, step)));
        change(by, id, changes);
        return reread(by, id);
    }

    private Membership membership(Pushing by, PatchStep step) {
        if (step.path().sub() != null || (step.which() != null && step.kind() != PatchStep.Kind.REMOVE)) {
            throw ScimProblem.mutability("a member is added or removed as a whole");
        }
        Filter which = step.which();
        return switch (step.kind()) {
            case ADD -> {
                Members known = MemberList.known(pushes, by.id(), MemberList.of(step.value()));
                yield new Membership.Add(known.people(), known.groups());
            }
            case REPLACE -> replaced(by, MemberList.of(step.value()));
            case REMOVE -> {
                if (which == null && step.value() == null) {
                    yield new Membership.Replace(Set.of(), Set.of());
                }
                Set<UUID> named = which == null ? MemberList.of(step.value()) : MemberList.named(which);
                yield new Membership.Remove(named, named);
            }
        };
    }

    private void rewrite(Pushing by, UUID id, UnaryOperator<ObjectNode> change) {
        Resource before = store.get(by.id(), id).orElseThrow(Groups::none);
        ObjectNode said = change.apply(before.content().deepCopy());
        named(said);
        if (said.equals(before.content())) {
            return;
        }
        var now = new Resource(schema(), id, said, before.version() + 1, before.created(), clock.now());
        if (store.isTaken(by.id(), id, now.text("displayName"))) {
            throw taken(now);
        }
        store.update(now);
        pushes.named(by.id(), id, now.text("displayName"));
        ledger.append(ScimEvents.group(by, "changed", id, NOTHING));
        pushes.count(by.id());
    }

    /** Counts what was only noted until now; no version moves by it. */
    void settle() {
        transactions.apart(() -> {
            store.settle();
            return NOTHING;
        });
    }

    /** What changes nothing leaves no trace. */
    private void change(Pushing by, UUID id, List<Membership> changes) {
        for (Membership change : changes) {
            Changed changed = pushes.members(by.source(), id, change);
            if (!changed.isNothing()) {
                store.step(id, clock.now());
                ledger.append(ScimEvents.group(by, "members", id, changed));
                pushes.count(by.id());
            }
        }
    }

    private Resource reread(Pushing by, UUID id) {
        return store.get(by.id(), id).orElseThrow(Groups::none);
    }

    private void locked(Pushing by, UUID id, Precondition condition) {
        pushes.lock(by.id(), id);
        condition.require(reread(by, id));
    }

    static ScimProblem none() {
        return ScimProblem.notFound("there is no such group");
    }

    @Override
    public void delete(Pushing by, UUID id, Precondition condition) {
        transactions.inOne(() -> {
            locked(by, id, condition);
            Changed changed = pushes.gone(by.source(), id);
            store.delete(id);
            ledger.append(ScimEvents.group(by, "gone", id, changed));
            pushes.count(by.id());
            return id;
        });
    }

    @Override
    public Found list(SourceId source, Query query) {
        return lists.of(source, schema(), query, store);
    }

    @Override
    public void write(SourceId source, Resource group, Projection projection, String base, JsonGenerator out) {
        shown.write(source, group, projection, base, out);
    }
}
