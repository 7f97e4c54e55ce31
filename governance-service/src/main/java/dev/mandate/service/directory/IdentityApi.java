package dev.mandate.service.directory;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.Identities;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Standing;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Service;

/** Which of the identities that sources state are one subject: by the rules of the operator's file, or as a person says. */
@Service
public class IdentityApi {
    private final PersonStore people;
    private final LinkStore links;
    private final DirectoryStore directory;
    private final Linking linking;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    IdentityApi(
            PersonStore people,
            LinkStore links,
            DirectoryStore directory,
            Linking linking,
            @Lazy Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.people = people;
        this.links = links;
        this.directory = directory;
        this.linking = linking;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * A link, in force or not.
     *
     * @param attribute whose equal values are the evidence; null where a person said so, for {@code reason}
     */
    public record Edge(
            SubjectId identity,
            SubjectId to,
            @Nullable String attribute,
            String actor,
            @Nullable String reason,
            Instant since,
            @Nullable Instant ended,
            @Nullable String endedBy,
            @Nullable String endReason) {}

    /**
     * Somebody with all that sources state of them.
     *
     * @param person as they are by all of it
     * @param identities by id; each as its source alone states it
     * @param links of these, past ones too, in the order in which they came
     */
    public record Whole(Person person, Map<SubjectId, Person> identities, List<Edge> links) {}

    /** A value that several people share of whom it is not clear who is who. */
    public record Doubt(String attribute, List<SubjectId> sharing, String why) {}

    /**
     * Somebody, by the id of any of their identities.
     *
     * @throws IllegalArgumentException where nobody has this id
     */
    public Whole whole(Caller caller, SubjectId subject) {
        caller.require(Permission.SOURCES_READ);
        return transactions.inOne(() -> {
            PersonStore.Together together = known(subject);
            Map<SubjectId, Person> identities = new java.util.TreeMap<>();
            together.identities().forEach((id, identity) -> identities.put(id, identity.person(identity.stated())));
            List<Edge> edges = links.of(links.ever(identities.keySet()));
            return new Whole(together.person(), identities, edges);
        });
    }

    /** Where the rules link nobody, because it is not clear who is who. */
    public List<Doubt> doubts(Caller caller) {
        caller.require(Permission.SOURCES_READ);
        return transactions.inOne(linking::doubts).stream()
                .map(doubt -> new Doubt(doubt.rule().attribute(), doubt.sharing(), doubt.why()))
                .toList();
    }

    /** Everybody who is, or ever was, linked to any of these, with themselves: whom four eyes take for one. */
    public Set<SubjectId> ever(Collection<SubjectId> subjects) {
        return transactions.inOne(() -> links.ever(subjects));
    }

    /**
     * Who is taken for the same as somebody wherever nobody decides for themselves: all they are or ever were linked to,
     * and the services and machines for which they answer.
     */
    public Set<SubjectId> answering(SubjectId subject) {
        return transactions.inOne(() -> {
            Set<SubjectId> all = new HashSet<>(links.ever(List.of(subject)));
            all.addAll(people.owned(all));
            return all;
        });
    }

    /**
     * From now on an identity is of another subject: it has its groups and what was given to it, and the most restrictive
     * state of both.
     *
     * @throws IllegalArgumentException naming what stands in the way; a refusal of the person is on the ledger too
     */
    public void link(Caller caller, SubjectId identity, SubjectId to, String reason) {
        decide(caller, List.of(identity, to), "subject.linked", reason, () -> {
            PersonStore.Together one = known(identity);
            PersonStore.Together other = known(to);
            Map<SubjectId, SubjectId> inForce = links.inForce();
            if (inForce.containsKey(identity)) {
                throw new IllegalArgumentException(
                        identity + " is linked to " + inForce.get(identity) + ": unlink it first");
            }
            if (Identities.root(to, inForce).equals(Identities.root(identity, inForce))) {
                throw new IllegalArgumentException(identity + " and " + to + " are one subject already");
            }
            if (one.whole().kind() != other.whole().kind()) {
                throw new IllegalArgumentException("a " + one.whole().kind().word() + " and a "
                        + other.whole().kind().word() + " are never one subject");
            }
            var link = new LinkRule.Link(identity, to);
            links.insert(List.of(link), null, caller.name(), reason.strip(), clock.now());
            return Linking.linked(link, caller.actor())
                    .with(Map.of(
                            "identity", JsonValue.text(identity.value()), "reason", JsonValue.text(reason.strip())));
        });
    }

    /**
     * From now on an identity is a subject of its own again. No rule links the two any more.
     *
     * @throws IllegalArgumentException where it is not linked; a refusal of the person is on the ledger too
     */
    public void unlink(Caller caller, SubjectId identity, String reason) {
        decide(caller, List.of(identity), "subject.unlinked", reason, () -> {
            SubjectId from = links.end(identity, caller.name(), reason.strip(), clock.now())
                    .orElseThrow(() -> new IllegalArgumentException(identity + " is linked to nobody"));
            return Linking.unlinked(identity, from, reason.strip(), caller.actor());
        });
    }

    private interface Decision {
        LedgerEvent make();
    }

    /** Nobody decides about who they are themselves, by any identity they have or had. */
    private void decide(Caller caller, List<SubjectId> about, String action, String reason, Decision decision) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a reason is needed: it is what an auditor reads");
        }
        boolean own = transactions.inOne(() -> {
            Caller decider = standing.now(caller);
            decider.require(Permission.PEOPLE_LINK);
            if (!Collections.disjoint(decider.identities(), ever(about))) {
                return true;
            }
            LedgerEvent made = decision.make();
            directory.countRevision();
            ledger.append(made);
            return false;
        });
        if (own) {
            ledger.appendAlone(LedgerEvent.done(
                            caller.actor(),
                            ActionCode.of(action),
                            new LedgerObject("subject", about.getFirst().value()))
                    .ending(LedgerEvent.Outcome.DENIED));
            throw new IllegalArgumentException("nobody decides which identities are their own: ask somebody else");
        }
    }

    private PersonStore.Together known(SubjectId subject) {
        return Optional.ofNullable(people.together(List.of(subject)).get(subject))
                .orElseThrow(() -> new IllegalArgumentException("nobody has the id " + subject));
    }
}
