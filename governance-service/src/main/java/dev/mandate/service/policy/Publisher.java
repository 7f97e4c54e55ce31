package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerEvent.Outcome;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval.Assurance;
import dev.mandate.service.api.Standing;
import dev.mandate.service.directory.DirectoryNames;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Candidate.DecidersChange;
import dev.mandate.service.policy.PolicyStore.State;
import dev.mandate.service.policy.Publication.Published;
import dev.mandate.service.policy.Publication.Refused;
import dev.mandate.service.policy.Publication.Unchanged;
import dev.mandate.service.policy.Publication.Waiting;
import dev.mandate.service.policy.StoredVersion.Consent;
import dev.mandate.service.yaml.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Decides about publishing, one decision at a time, each on the ledger with what it changes. */
@Component
class Publisher {
    private static final String REFUSED = "policy.refused";
    private static final String APPROVAL_REFUSED = "policy.approval-refused";

    private final PolicyStore store;
    private final DirectoryNames names;
    private final PolicySettings settings;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Publisher(
            PolicyStore store,
            DirectoryNames names,
            PolicySettings settings,
            @Lazy Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.names = names;
        this.settings = settings;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** What was decided; a refusal is written after the transaction, in its own, because it changes nothing. */
    private record Ruling(Publication publication, Optional<LedgerEvent> refusal) {
        static Ruling of(Publication publication) {
            return new Ruling(publication, Optional.empty());
        }
    }

    Publication publish(Caller caller, PolicyReading reading, long basedOn) {
        return written(transactions.inOne(() -> {
            State state = store.lock();
            Optional<StoredVersion> stored = stored(state);
            Optional<PolicyVersion> before = stored.map(StoredVersion::version);
            Optional<Sha256> proposed = reading.policy().map(PolicyHash::of);
            var no = new Refusals(REFUSED, caller, before.map(Publisher::hash), proposed);
            Caller author = standing.now(caller);
            if (!author.may(Permission.POLICY_PUBLISH)) {
                return no.denied(List.of(author.name() + " may not publish; name an operator's token"));
            }
            if (state.basedOn() != basedOn) {
                return no.denied(List.of(overtaken(state, basedOn)));
            }
            return reading.policy()
                    .map(policy -> decide(
                            author,
                            state,
                            Candidate.of(before, policy, DecidersChange.of(stored, settings.deciders()), names),
                            no))
                    .orElseGet(() -> no.failed(sentences(reading)));
        }));
    }

    Publication approve(Caller caller, Sha256 seen, String reason) {
        return written(transactions.inOne(() -> {
            State state = store.lock();
            Optional<StoredVersion> stored = stored(state);
            Optional<PolicyVersion> before = stored.map(StoredVersion::version);
            var no = new Refusals(APPROVAL_REFUSED, caller, before.map(Publisher::hash), Optional.of(seen));
            Optional<StoredProposal> waiting = Optional.ofNullable(state.waiting())
                    .flatMap(store::proposal)
                    .filter(proposal -> proposal.hash().equals(seen) && proposal.base() == state.basedOn());
            Caller approver = standing.now(caller);
            if (!approver.may(Permission.POLICY_APPROVE)) {
                return no.denied(List.of(approver.name() + " may not approve; name an operator's token"));
            }
            return waiting.map(proposal -> consent(approver, stored, proposal, reason, no))
                    .orElseGet(() -> no.failed(List.of("no policy waits under " + seen
                            + " any more, or yet; see what waits with 'mandate policy plan'")));
        }));
    }

    static List<String> sentences(PolicyReading reading) {
        return reading.faults().stream().map(Fault::toString).toList();
    }

    private Publication written(Ruling ruling) {
        ruling.refusal().ifPresent(ledger::appendAlone);
        return ruling.publication();
    }

    private Ruling decide(Caller caller, State state, Candidate candidate, Refusals no) {
        List<String> unknown = candidate.pinning().unknown();
        if (!unknown.isEmpty()) {
            return no.failed(unknown);
        }
        List<String> notTheirs = candidate.notTheirs(caller, Permission.POLICY_PUBLISH);
        if (!notTheirs.isEmpty()) {
            return no.denied(notTheirs);
        }
        if (!candidate.unchanged() && !candidate.loosens().isEmpty()) {
            return propose(caller, state, candidate);
        }
        supersede(caller, state);
        if (candidate.unchanged()) {
            return Ruling.of(
                    new Unchanged(candidate.version(), candidate.pinning().findings()));
        }
        return put(candidate, caller, null, List.of());
    }

    private Ruling propose(Caller caller, State state, Candidate candidate) {
        Deciders deciders = candidate.deciders().strictest();
        Optional<StoredProposal> known = Optional.ofNullable(state.waiting())
                .flatMap(store::proposal)
                .filter(proposal -> proposal.hash().equals(candidate.hash())
                        && proposal.deciders().equals(candidate.deciders().now()));
        if (known.isPresent()) {
            return waits(candidate, deciders.aloneFrom(known.get().proposed()));
        }
        supersede(caller, state);
        StoredVersion would = StoredVersion.of(candidate, caller, clock.now(), null);
        EntryId entry = ledger.append(PolicyEvents.proposed(caller, candidate, would.pins()));
        long id = store.insert(new StoredProposal(
                candidate.basedOn(),
                would.hash(),
                would.content(),
                would.pins(),
                would.loosens(),
                caller,
                would.published(),
                would.deciders(),
                entry));
        store.setWaiting(id);
        return waits(candidate, deciders.aloneFrom(would.published()));
    }

    private static Ruling waits(Candidate candidate, Optional<Instant> aloneFrom) {
        return Ruling.of(new Waiting(candidate.hash(), candidate.loosens(), aloneFrom));
    }

    /** Whatever is published next replaces what waits: it was made for another moment. */
    private void supersede(Caller caller, State state) {
        Optional.ofNullable(state.waiting()).flatMap(store::proposal).ifPresent(proposal -> {
            store.setWaiting(null);
            ledger.append(PolicyEvents.superseded(caller, proposal));
        });
    }

    private Ruling consent(
            Caller caller, Optional<StoredVersion> inForce, StoredProposal proposal, String reason, Refusals no) {
        if (reason.isBlank()) {
            return no.failed(List.of("a reason is needed: say it with --reason"));
        }
        boolean self = caller.sameHuman(proposal.author());
        Optional<String> notAlone = self ? notAlone(caller, inForce, proposal) : Optional.empty();
        if (notAlone.isPresent()) {
            return no.denied(List.of(notAlone.get()));
        }
        // What the author meant stays: a name that was taken over since is frozen, not tied anew.
        Policy policy = proposal.policy();
        Candidate candidate = Candidate.of(
                inForce.map(StoredVersion::version),
                policy,
                PinsJson.read(proposal.pins()),
                DecidersChange.of(inForce, proposal.deciders()),
                names);
        List<String> notTheirs = candidate.notTheirs(caller, Permission.POLICY_APPROVE);
        if (!notTheirs.isEmpty()) {
            return no.denied(notTheirs);
        }
        var consent = new Consent(caller, reason, self ? Assurance.SELF_CONFIRMED : Assurance.HOST_OPERATOR);
        EntryId approved = ledger.append(PolicyEvents.approved(candidate, proposal, consent));
        return put(candidate, proposal.author(), consent, List.of(proposal.entry(), approved));
    }

    /** Why an author may not approve what they published, now or ever. */
    private Optional<String> notAlone(Caller caller, Optional<StoredVersion> inForce, StoredProposal proposal) {
        String author = caller.name() + " is, as far as is known, who published this";
        Optional<Instant> from =
                DecidersChange.of(inForce, settings.deciders()).strictest().aloneFrom(proposal.proposed());
        if (from.isEmpty()) {
            return Optional.of(author + ": somebody else must approve"
                    + (settings.deciders().people() == 1
                            ? "; people: 1 of mandate.yaml is itself looser, and begins with a version that"
                                    + " somebody else approved"
                            : ""));
        }
        return clock.now().isBefore(from.get())
                ? Optional.of(author + " and may approve alone (people: 1) from " + from.get() + " on: look again then")
                : Optional.empty();
    }

    /** Nobody publishes by hand what a file says a folder is. */
    Publication refuseManaged(Caller caller, PolicyReading reading, String file) {
        Optional<PolicyVersion> before =
                transactions.inOne(() -> stored(store.state()).map(StoredVersion::version));
        var no = new Refusals(
                REFUSED, caller, before.map(Publisher::hash), reading.policy().map(PolicyHash::of));
        return written(no.denied(List.of(file + ", so that folder is the policy and run or serve publishes it: change"
                + " it there; or take policy: out of the file, and publish by hand from then on")));
    }

    private Ruling put(Candidate candidate, Caller author, @Nullable Consent consent, List<EntryId> causes) {
        StoredVersion version = StoredVersion.of(candidate, author, clock.now(), consent);
        store.insert(version, StoredVersion.limits(candidate.policy()));
        store.setInForce(version.number());
        ledger.append(PolicyEvents.published(
                author, candidate.before().map(Publisher::hash), version, candidate.pinning(), causes));
        return Ruling.of(new Published(
                candidate.version(),
                candidate.pinning().findings(),
                Optional.ofNullable(consent).map(Consent::assurance)));
    }

    private Optional<StoredVersion> stored(State state) {
        return Optional.ofNullable(state.inForce()).flatMap(store::version);
    }

    private static Sha256 hash(PolicyVersion version) {
        return Sha256.ofHex(version.hash());
    }

    private String overtaken(State state, long basedOn) {
        String by = store.version(state.basedOn())
                .map(version -> ", published by " + version.author().name() + " at " + version.published())
                .orElse("");
        return "version " + state.basedOn() + " is in force" + by + "; this is based on version " + basedOn
                + ": look at 'mandate policy plan' again";
    }

    /** The ways to say no to one request. */
    private record Refusals(String action, Caller caller, Optional<Sha256> inForce, Optional<Sha256> proposed) {
        /** It cannot be done. */
        Ruling failed(List<String> faults) {
            return refused(Outcome.FAILED, faults);
        }

        /** They may not do it. */
        Ruling denied(List<String> faults) {
            return refused(Outcome.DENIED, faults);
        }

        private Ruling refused(Outcome outcome, List<String> faults) {
            LedgerEvent event = PolicyEvents.refused(action, caller, outcome, inForce, proposed, faults.size());
            return new Ruling(new Refused(faults), Optional.of(event));
        }
    }
}
