package dev.mandate.service.scim;

import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Membership.Changed;
import dev.mandate.service.directory.Membership.Members;
import dev.mandate.service.directory.PushApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * People who become members of a group and nothing else, which is what providers send most by far. Requests for one person
 * each that come while another one of the same group is at work share a transaction; each has its own answer and its own
 * entry in the ledger. Where anything else is to be decided, each goes the way of every other patch.
 */
final class Joins {
    private static final Members NOBODY = new Members(Set.of(), Set.of());

    private final GroupStore store;
    private final PushApi pushes;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Together<Place, Join, Resource> requests =
            new Together<>(this::shared, join -> join.alone().get());

    Joins(GroupStore store, PushApi pushes, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.pushes = pushes;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    private record Place(SourceId source, UUID group) {}

    private record Join(Pushing by, UUID person, Supplier<Resource> alone) {}

    /** Whom a patch makes members; empty where it does anything else. */
    static Optional<Set<UUID>> asked(List<PatchStep> steps) {
        PatchStep step = steps.getFirst();
        return steps.size() == 1
                        && step.isOf("members")
                        && step.kind() == PatchStep.Kind.ADD
                        && step.path().sub() == null
                        && step.which() == null
                ? Optional.of(MemberList.of(step.value()))
                : Optional.empty();
    }

    /** In the transaction of the caller; empty where nothing was done. */
    Optional<Resource> alone(Pushing by, UUID id, Set<UUID> people) {
        return pushes.join(by.source(), id, people).map(changed -> {
            if (changed.isNothing()) {
                return store.get(by.id(), id).orElseThrow(Groups::none);
            }
            Resource group = store.stepped(by.id(), id, clock.now(), 1).orElseThrow(Groups::none);
            ledger.append(ScimEvents.group(by, "members", id, changed));
            return group;
        });
    }

    /** @param alone does it in a transaction of its own */
    Resource together(Pushing by, UUID id, UUID person, Supplier<Resource> alone) {
        return requests.done(new Place(by.id(), id), new Join(by, person, alone));
    }

    private Optional<List<Resource>> shared(Place place, List<Join> all) {
        Set<UUID> people = new HashSet<>();
        all.forEach(join -> people.add(join.person()));
        return transactions.inOne(() -> pushes.joinEach(all.getFirst().by().source(), place.group(), people)
                .map(gained -> answers(place, all, gained)));
    }

    /** Of two who name the same person the first one changes something; who changes nothing sees what all others did. */
    private List<Resource> answers(Place place, List<Join> all, Set<UUID> gained) {
        Resource last = (gained.isEmpty()
                        ? store.get(place.source(), place.group())
                        : store.stepped(place.source(), place.group(), clock.now(), gained.size()))
                .orElseThrow(Groups::none);
        long version = last.version() - gained.size();
        Set<UUID> open = new HashSet<>(gained);
        List<LedgerEvent> events = new ArrayList<>();
        List<Resource> answers = new ArrayList<>();
        for (Join join : all) {
            if (open.remove(join.person())) {
                version++;
                var own = new Changed(new Members(Set.of(join.person()), Set.of()), NOBODY);
                events.add(ScimEvents.group(join.by(), "members", place.group(), own));
                answers.add(last.at(version));
            } else {
                answers.add(last);
            }
        }
        ledger.append(events);
        return answers;
    }
}
