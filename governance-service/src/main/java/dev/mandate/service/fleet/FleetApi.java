package dev.mandate.service.fleet;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.state.AccountLinks.Link;
import dev.mandate.model.state.LinkEvidence;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Standing;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Deployments and the accounts inside them: identity pins, links, who made what; and the agents that reach them. */
@Service
public class FleetApi {
    private final FleetStore store;
    private final InstalledAgents agents;
    private final WorkApi works;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Transactions transactions;

    FleetApi(
            FleetStore store,
            InstalledAgents agents,
            WorkApi works,
            Standing standing,
            LedgerApi ledger,
            Transactions transactions) {
        this.store = store;
        this.agents = agents;
        this.works = works;
        this.standing = standing;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /**
     * Connects to a deployment: from this process, or through the remote agent that its policy names.
     *
     * @throws dev.mandate.agent.api.AgentException as {@link InstalledAgents#open} does, or where the remote agent is away
     */
    public Agent open(Deployment deployment) {
        return deployment.agent().equals(Deployment.LOCAL_AGENT)
                ? agents.open(deployment)
                : RemoteAgent.open(works, deployment);
    }

    public Vocabulary vocabulary(ApplicationName application, Release release) {
        return agents.vocabulary(application, release);
    }

    /** The releases of an application that its agent is tested with, oldest first; empty where there is no agent. */
    public Optional<List<Release>> releases(ApplicationName application) {
        return agents.releases(application);
    }

    public DeploymentKnowledge knowledge(DeploymentId deployment) {
        return transactions.inOne(() -> store.knowledge(deployment));
    }

    /** The deployments that were ever contacted, with the release they said they are. */
    public Map<DeploymentId, Release> contacted() {
        return transactions.inOne(store::contacted);
    }

    /** The deployments in which any of these subjects has an account. */
    public Set<DeploymentId> linked(Collection<SubjectId> subjects) {
        return subjects.isEmpty() ? Set.of() : transactions.inOne(() -> store.linked(subjects));
    }

    /**
     * Whether what answers is what was pinned, at the place where it was pinned; so is anything before the first
     * contact.
     */
    public boolean recognises(Deployment deployment, AgentProfile profile) {
        return transactions.inOne(() -> store.place(deployment.id())
                .map(pinned -> pinned.is(profile.identityPin(), agents.endpoint(deployment)) && !pinned.diverged())
                .orElse(true));
    }

    /**
     * Records a contact. The first one pins identity and endpoint; a later one that differs in either is kept as
     * foreign until somebody confirms it.
     *
     * @return whether the instance is the one that was pinned
     */
    public boolean meet(Deployment deployment, AgentProfile profile, LedgerActor actor, Instant now) {
        return transactions.inOne(() -> {
            store.contact(deployment.id(), deployment.agent(), profile, now);
            return met(deployment.id(), agents.endpoint(deployment), profile, actor, now);
        });
    }

    private boolean met(
            DeploymentId deployment, String endpoint, AgentProfile profile, LedgerActor actor, Instant now) {
        String pin = profile.identityPin();
        Optional<FleetStore.Place> known = store.place(deployment);
        if (known.isEmpty()) {
            store.pin(deployment, pin, endpoint, now);
            ledger.append(pinned(deployment, pin, actor));
            return true;
        }
        if (known.get().is(pin, endpoint)) {
            store.foreign(deployment, null, null);
            return !known.get().diverged();
        }
        if (!known.get().knowsForeign(pin, endpoint)) {
            store.foreign(deployment, pin, endpoint);
            String changed = known.get().pin().equals(pin) ? "endpoint" : "identity";
            ledger.append(event("deployment.identity-changed", deployment, actor)
                    .with(Map.of("identity_pin", JsonValue.text(pin), "changed", JsonValue.text(changed)))
                    .ending(LedgerEvent.Outcome.DENIED));
        }
        return false;
    }

    /**
     * Accepts the identity that was met last, or what became of a deployment whose orders were lost, because a person says that it is right. What is confirmed counts
     * as never reconciled: its removals wait for a yes.
     *
     * @throws IllegalStateException when no other identity was met
     * @throws Caller.NotPermitted when the caller may not confirm this one
     */
    public String confirm(Caller caller, Deployment deployment, Instant now) {
        return transactions.inOne(() -> {
            standing.now(caller).require(Permission.DEPLOYMENTS_CONFIRM, deployment);
            return confirmed(deployment.id(), caller.actor(), now);
        });
    }

    private String confirmed(DeploymentId deployment, LedgerActor actor, Instant now) {
        FleetStore.Place met = store.place(deployment)
                .filter(place -> place.foreignPin() != null || place.diverged())
                .orElseThrow(() ->
                        new IllegalStateException("deployment " + deployment + " has no other identity to confirm"));
        String pin = Objects.requireNonNullElse(met.foreignPin(), met.pin());
        store.pin(
                deployment,
                pin,
                Objects.requireNonNullElseGet(
                        met.foreignEndpoint(), () -> Objects.requireNonNullElse(met.endpoint(), "")),
                now);
        ledger.append(pinned(deployment, pin, actor));
        return pin;
    }

    /** Records the accounts of a complete read; in the caller's transaction. */
    public void observed(DeploymentId deployment, Collection<ObservedAccount> accounts, Instant now) {
        store.accounts(deployment, accounts, now);
        store.gone(deployment, accounts, now);
    }

    /** Records the accounts of a read that was complete for these names only; in the caller's transaction. */
    public void observed(
            DeploymentId deployment, Collection<ObservedAccount> accounts, Set<AccountName> among, Instant now) {
        store.accounts(deployment, accounts, now);
        store.goneOf(deployment, accounts, among, now);
    }

    /** The accounts as the last reads showed them, without their attributes. */
    public List<ObservedAccount> accounts(DeploymentId deployment) {
        return transactions.inOne(() -> store.accounts(deployment));
    }

    /**
     * Accounts that the last readings found and that are linked to nobody, one more than the page has, by deployment and
     * name; without those of an agent and what a product brings along, which are nobody's.
     *
     * @param among only in these; empty for all
     */
    public List<FoundAccount> unlinked(Optional<Set<DeploymentId>> among, PageRequest page) {
        return transactions.inOne(() -> store.unlinked(among, page));
    }

    /**
     * Links accounts that were observed; in the caller's transaction. A link of a subject that has one already replaces
     * it. Accounts that Mandate made are on the ledger with the change that made them.
     */
    public void link(DeploymentId deployment, Collection<Link> links, LedgerActor actor, Instant now) {
        if (links.isEmpty()) {
            return;
        }
        store.unlink(deployment, links, now);
        store.link(deployment, links, now);
        store.owned(
                deployment,
                links.stream()
                        .filter(link -> link.evidence() == LinkEvidence.MADE)
                        .map(Link::account)
                        .toList());
        ledger.append(links.stream()
                .filter(link -> link.evidence() != LinkEvidence.MADE)
                .map(link -> event("account.linked", deployment, actor)
                        .with(Map.of(
                                "subject", JsonValue.text(link.subject().value()),
                                "evidence", JsonValue.text(link.evidence().word()))))
                .toList());
    }

    /** Takes accounts that were linked, but not made by Mandate, into the managed scope. */
    public void adopt(DeploymentId deployment, Collection<AccountName> accounts) {
        store.owned(deployment, accounts);
    }

    /** Keeps a leaver's account name from ever being given to somebody else. */
    public void tombstone(DeploymentId deployment, Map<AccountName, SubjectId> accounts, Instant now) {
        store.tombstone(deployment, accounts, now);
    }

    /** Records that a full reconciliation was verified; only the first counts. */
    public void converged(DeploymentId deployment, Instant now) {
        store.converged(deployment, now);
    }

    private static LedgerEvent pinned(DeploymentId deployment, String pin, LedgerActor actor) {
        return event("deployment.identity-pinned", deployment, actor).with(Map.of("identity_pin", JsonValue.text(pin)));
    }

    private static LedgerEvent event(String action, DeploymentId deployment, LedgerActor actor) {
        return LedgerEvent.done(actor, ActionCode.of(action), new LedgerObject("deployment", deployment.value()));
    }
}
