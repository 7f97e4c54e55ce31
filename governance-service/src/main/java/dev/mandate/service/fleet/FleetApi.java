package dev.mandate.service.fleet;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
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
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Deployments and the accounts inside them: identity pins, links, who made what; and the agents that reach them. */
@Service
public class FleetApi {
    private final FleetStore store;
    private final Agents agents;
    private final LedgerApi ledger;
    private final Transactions transactions;

    FleetApi(FleetStore store, Agents agents, LedgerApi ledger, Transactions transactions) {
        this.store = store;
        this.agents = agents;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /** Connects to a deployment, see {@link Agents#open}. */
    public Agent open(Deployment deployment) {
        return agents.open(deployment);
    }

    public Vocabulary vocabulary(ApplicationName application, Release release) {
        return agents.vocabulary(application, release);
    }

    public DeploymentKnowledge knowledge(DeploymentId deployment) {
        return transactions.inOne(() -> store.knowledge(deployment));
    }

    /**
     * Records a contact. The first one pins the identity; a later one that says otherwise is kept as foreign until
     * somebody confirms it.
     *
     * @return whether the instance is the one that was pinned
     */
    public boolean meet(DeploymentId deployment, AgentProfile profile, LedgerActor actor, Instant now) {
        return transactions.inOne(() -> met(deployment, profile, actor, now));
    }

    private boolean met(DeploymentId deployment, AgentProfile profile, LedgerActor actor, Instant now) {
        store.contact(deployment, profile, now);
        DeploymentKnowledge known = store.knowledge(deployment);
        if (known.identityPin().isEmpty()) {
            store.pin(deployment, profile.identityPin(), now);
            ledger.append(pinned(deployment, profile.identityPin(), actor));
            return true;
        }
        if (known.identityPin().get().equals(profile.identityPin())) {
            store.foreign(deployment, null);
            return true;
        }
        if (!known.foreignPin().equals(Optional.of(profile.identityPin()))) {
            store.foreign(deployment, profile.identityPin());
            ledger.append(event("deployment.identity-changed", deployment, actor)
                    .with(Map.of("identity_pin", JsonValue.text(profile.identityPin())))
                    .ending(LedgerEvent.Outcome.DENIED));
        }
        return false;
    }

    /**
     * Accepts the identity that was met last, because a person says that it is the right one.
     *
     * @throws IllegalStateException when no other identity was met
     */
    public String confirm(DeploymentId deployment, LedgerActor actor, Instant now) {
        return transactions.inOne(() -> confirmed(deployment, actor, now));
    }

    private String confirmed(DeploymentId deployment, LedgerActor actor, Instant now) {
        String pin = store.knowledge(deployment)
                .foreignPin()
                .orElseThrow(() ->
                        new IllegalStateException("deployment " + deployment + " has no other identity to confirm"));
        store.pin(deployment, pin, now);
        ledger.append(pinned(deployment, pin, actor));
        return pin;
    }

    /** Records the accounts of a complete read; in the caller's transaction. */
    public void observed(DeploymentId deployment, Collection<ObservedAccount> accounts, Instant now) {
        store.accounts(deployment, accounts, now);
        store.gone(deployment, accounts, now);
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
