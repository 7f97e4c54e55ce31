package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.AccountLinks;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Given;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.DeploymentKnowledge;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.platform.Transactions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Looks at a deployment: derives what should be there, reads what is, and links the accounts found on the way. */
@Component
class Surveyor {
    private final FleetApi fleet;
    private final HoldingStore holdings;
    private final DefinedStore defined;
    private final CreatingStore creating;
    private final Transactions transactions;

    Surveyor(
            FleetApi fleet,
            HoldingStore holdings,
            DefinedStore defined,
            CreatingStore creating,
            Transactions transactions) {
        this.fleet = fleet;
        this.holdings = holdings;
        this.defined = defined;
        this.creating = creating;
        this.transactions = transactions;
    }

    /** What earlier reconciliations left behind. */
    private record Memory(
            Map<Grant, Given> given,
            Set<AppRoleName> roles,
            Set<Grant> patterns,
            Map<AccountName, SubjectId> creating) {}

    /**
     * A survey of the whole deployment. New links are found and used, not yet stored.
     *
     * @throws dev.mandate.agent.api.AgentException when it cannot be read completely
     */
    Survey survey(Round round, Deployment deployment, Agent agent) {
        DeploymentKnowledge known = fleet.knowledge(deployment.id());
        Memory memory = transactions.inOne(() -> remember(deployment));
        Vocabulary vocabulary =
                fleet.vocabulary(deployment.application(), agent.profile().release());
        DesiredState expected = round.resolver().desired(context(deployment, vocabulary, known, memory));
        Set<Grant> patterns = new HashSet<>(memory.patterns());
        expected.grants().keySet().stream()
                .filter(grant -> grant.entitlement().pattern())
                .forEach(patterns::add);
        ObservedState observed = agent.read(new ReadScope.Full(patterns, accounts(known)));
        List<AccountLinks.Link> found = new AccountLinks(
                        deployment, known.links(), known.nativeIds(), memory.creating())
                .found(observed.accounts().values(), round.subjects().values());
        DeploymentKnowledge linked = with(known, found);
        DeploymentContext context = context(deployment, vocabulary, linked, memory);
        DesiredState desired = found.isEmpty() ? expected : round.resolver().desired(context);
        ManagedScope scope = ManagedScope.of(
                round.policy().policy(),
                deployment,
                desired,
                observed,
                known.owned(),
                agent.profile().self());
        return new Survey(deployment, agent.profile(), linked, context, found, desired, observed, scope);
    }

    /**
     * What is known without looking.
     *
     * @throws IllegalStateException when the deployment was never contacted
     */
    DeploymentContext context(Deployment deployment) {
        DeploymentKnowledge known = fleet.knowledge(deployment.id());
        Release release = known.release()
                .orElseThrow(() -> new IllegalStateException("deployment " + deployment.id() + " was never contacted"));
        return context(
                deployment,
                fleet.vocabulary(deployment.application(), release),
                known,
                transactions.inOne(() -> remember(deployment)));
    }

    private Memory remember(Deployment deployment) {
        Map<Grant, Given> given = new HashMap<>();
        holdings.current(deployment.id()).values().forEach(holding -> {
            if (holding.given() != null) {
                given.put(holding.grant().key(), GivenJson.read(holding.given()));
            }
        });
        return new Memory(
                given, defined.roles(deployment.id()), defined.patterns(deployment.id()), creating.of(deployment.id()));
    }

    private static DeploymentContext context(
            Deployment deployment, Vocabulary vocabulary, DeploymentKnowledge known, Memory memory) {
        return new DeploymentContext(
                deployment, vocabulary, known.links(), known.tombstones(), memory.given(), memory.roles());
    }

    /** Names known to be accounts, also where the target no longer tells: a disabled login looks like a role. */
    private static Set<AccountName> accounts(DeploymentKnowledge known) {
        Set<AccountName> accounts = new HashSet<>(known.links().values());
        accounts.addAll(known.owned());
        return accounts;
    }

    private static DeploymentKnowledge with(DeploymentKnowledge known, Collection<AccountLinks.Link> found) {
        if (found.isEmpty()) {
            return known;
        }
        Map<SubjectId, AccountName> links = new HashMap<>(known.links());
        found.forEach(link -> links.put(link.subject(), link.account()));
        return new DeploymentKnowledge(
                known.id(),
                known.identityPin(),
                known.foreignPin(),
                known.release(),
                known.converged(),
                links,
                known.nativeIds(),
                known.owned(),
                known.tombstones());
    }
}
