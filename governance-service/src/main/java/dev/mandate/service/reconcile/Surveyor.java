package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.DriftDecisions;
import dev.mandate.model.state.AccountLinks;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.Given;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.state.Restored;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.Exemption;
import dev.mandate.service.fleet.DeploymentKnowledge;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Looks at a deployment: derives what should be there, reads what is, and links the accounts found on the way. */
@Component
class Surveyor {
    private final FleetApi fleet;
    private final HoldingStore holdings;
    private final DefinedStore defined;
    private final CreatingStore creating;
    private final DriftStore drift;
    private final RestoreStore restores;
    private final AccessApi access;
    private final Transactions transactions;

    Surveyor(
            FleetApi fleet,
            HoldingStore holdings,
            DefinedStore defined,
            CreatingStore creating,
            DriftStore drift,
            RestoreStore restores,
            AccessApi access,
            Transactions transactions) {
        this.fleet = fleet;
        this.holdings = holdings;
        this.defined = defined;
        this.creating = creating;
        this.drift = drift;
        this.restores = restores;
        this.access = access;
        this.transactions = transactions;
    }

    /** What earlier reconciliations left behind. */
    private record Memory(
            Map<Grant, Given> given,
            Set<AppRoleName> roles,
            Set<Grant> patterns,
            Map<AccountName, SubjectId> creating,
            DriftDecisions decisions,
            Optional<Restore> restore) {}

    /**
     * A survey of the whole deployment. New links are found and used, not yet stored.
     *
     * @throws dev.mandate.agent.api.AgentException when it cannot be read completely
     */
    Survey survey(Round round, Deployment deployment, Agent agent) {
        DeploymentKnowledge stored = fleet.knowledge(deployment.id());
        DeploymentKnowledge known = stored.of(round.snapshot().directory()::whoIs);
        Memory memory = transactions.inOne(() -> remember(deployment, round, holdings.current(deployment.id())));
        Vocabulary vocabulary =
                fleet.vocabulary(deployment.application(), agent.profile().release());
        DesiredState expected = round.resolver().desired(context(deployment, vocabulary, known, memory));
        Set<Grant> patterns = new HashSet<>(memory.patterns());
        patterns.addAll(patterns(expected));
        ObservedState observed = agent.read(new ReadScope.Full(patterns, accounts(known)));
        List<AccountLinks.Link> found = links(round, deployment, known, memory)
                .found(observed.accounts().values(), round.subjects().values());
        DeploymentKnowledge linked = with(known, found);
        DeploymentContext context = context(deployment, vocabulary, linked, memory);
        DesiredState desired = found.isEmpty() ? expected : round.resolver().desired(context);
        ManagedScope scope = scope(round, deployment, known, agent, desired, observed);
        return new Survey(
                deployment,
                agent.profile(),
                linked,
                context,
                found,
                restored(round, deployment, desired, scope, memory.restore()),
                observed,
                scope,
                Optional.empty(),
                Optional.empty(),
                memory.decisions(),
                notes(memory, stored, known));
    }

    /**
     * A survey of what some subjects are and hold there. Links are only found for accounts that Mandate was making: all
     * other evidence needs a look at every account.
     *
     * @throws dev.mandate.agent.api.AgentException when that cannot be read completely
     */
    Survey survey(Round round, Deployment deployment, Agent agent, Set<SubjectId> subjects) {
        DeploymentKnowledge stored = fleet.knowledge(deployment.id());
        DeploymentKnowledge known = stored.of(round.snapshot().directory()::whoIs);
        Vocabulary vocabulary =
                fleet.vocabulary(deployment.application(), agent.profile().release());
        Set<Principal> principals = principals(round, deployment, known, vocabulary, subjects);
        Memory memory =
                transactions.inOne(() -> remember(deployment, round, holdings.current(deployment.id(), principals)));
        DesiredState expected = round.resolver().desired(context(deployment, vocabulary, known, memory), subjects);
        ObservedState observed = agent.read(new ReadScope.Of(principals, patterns(expected), accounts(known)));
        List<AccountLinks.Link> found =
                links(round, deployment, known, memory).made(observed.accounts().values());
        DeploymentKnowledge linked = with(known, found);
        DeploymentContext context = context(deployment, vocabulary, linked, memory);
        DesiredState desired = found.isEmpty() ? expected : round.resolver().desired(context, subjects);
        ManagedScope scope = scope(round, deployment, known, agent, desired, observed);
        return new Survey(
                deployment,
                agent.profile(),
                linked,
                context,
                found,
                restored(round, deployment, desired, scope, memory.restore()),
                observed,
                scope,
                Optional.of(subjects),
                Optional.of(principals),
                memory.decisions(),
                notes(memory, stored, known));
    }

    /**
     * The same reading, beside what another version of the policy says; empty where that one does not have the
     * deployment.
     */
    Optional<Survey> under(Round other, Survey survey) {
        return other.policy().policy().deployments().stream()
                .filter(one -> one.id().equals(survey.deployment().id())
                        && one.application().equals(survey.deployment().application()))
                .findFirst()
                .map(deployment -> under(other, deployment, survey));
    }

    private Survey under(Round other, Deployment deployment, Survey survey) {
        DeploymentContext now = survey.context();
        var context = new DeploymentContext(
                deployment, now.vocabulary(), now.links(), now.tombstones(), now.given(), now.defined());
        DesiredState desired = survey.whom()
                .map(subjects -> other.resolver().desired(context, subjects))
                .orElseGet(() -> other.resolver().desired(context));
        ManagedScope scope = ManagedScope.of(
                other.policy().policy(),
                deployment,
                desired,
                survey.observed(),
                survey.knowledge().owned(),
                survey.profile().self());
        return new Survey(
                deployment,
                survey.profile(),
                survey.knowledge(),
                context,
                survey.found(),
                restored(
                        other, deployment, desired, scope, transactions.inOne(() -> restores.inForce(deployment.id()))),
                survey.observed(),
                scope,
                survey.whom(),
                survey.within(),
                survey.decisions(),
                survey.notes());
    }

    /** Whether policy gives any of these subjects anything in a deployment. */
    boolean concerns(Round round, Deployment deployment, Release release, Set<SubjectId> subjects) {
        Vocabulary vocabulary = fleet.vocabulary(deployment.application(), release);
        return !round.resolver()
                .desired(DeploymentContext.untouched(deployment, vocabulary), subjects)
                .accounts()
                .isEmpty();
    }

    private static Set<Principal> principals(
            Round round,
            Deployment deployment,
            DeploymentKnowledge known,
            Vocabulary vocabulary,
            Set<SubjectId> subjects) {
        var nothing = new Memory(Map.of(), Set.of(), Set.of(), Map.of(), DriftDecisions.NONE, Optional.empty());
        Set<Principal> principals = new HashSet<>();
        round.resolver()
                .desired(context(deployment, vocabulary, known, nothing), subjects)
                .accounts()
                .keySet()
                .forEach(name -> principals.add(new Principal.Account(name)));
        subjects.stream()
                .map(known.links()::get)
                .filter(Objects::nonNull)
                .forEach(name -> principals.add(new Principal.Account(name)));
        return principals;
    }

    /** What policy says, or what was held at the moment that the deployment is kept at. */
    private DesiredState restored(
            Round round, Deployment deployment, DesiredState desired, ManagedScope scope, Optional<Restore> restore) {
        if (restore.isEmpty()) {
            return desired;
        }
        Instant asOf = restore.get().asOf();
        Set<Grant> held = transactions.inOne(() -> {
            Set<Grant> then = new HashSet<>(holdings.heldAt(deployment.id(), asOf));
            then.removeAll(drift.unexpectedAt(deployment.id(), asOf));
            return then;
        });
        return Restored.of(desired, scope, held, round.policy().policy(), deployment, round.resolver()::rolesOf);
    }

    private static List<Finding> notes(Memory memory, DeploymentKnowledge stored, DeploymentKnowledge known) {
        List<Finding> notes = new ArrayList<>();
        memory.restore()
                .map(restore -> new Finding(
                        FindingCode.RESTORED,
                        restore.deployment().value(),
                        "kept as it was at " + restore.asOf() + " since " + restore.since() + " (" + restore.reason()
                                + "); policy decides again after mandate restore " + restore.deployment() + " --end"))
                .ifPresent(notes::add);
        Set<AccountName> seconds = new TreeSet<>(stored.links().values());
        // As a set: asked one by one, what is no set is walked through for each of these.
        seconds.removeAll(Set.copyOf(known.links().values()));
        seconds.forEach(account -> notes.add(new Finding(
                FindingCode.SECOND_ACCOUNT,
                account.value(),
                "Account " + account
                        + " is of somebody who has another one there, which counts: this one is looked after"
                        + " by nobody; close it, or unlink who has it.")));
        return notes;
    }

    private static ManagedScope scope(
            Round round,
            Deployment deployment,
            DeploymentKnowledge known,
            Agent agent,
            DesiredState desired,
            ObservedState observed) {
        return ManagedScope.of(
                round.policy().policy(),
                deployment,
                desired,
                observed,
                known.owned(),
                agent.profile().self());
    }

    private static AccountLinks links(Round round, Deployment deployment, DeploymentKnowledge known, Memory memory) {
        Map<AccountName, SubjectId> creating = new HashMap<>(memory.creating());
        creating.replaceAll((account, subject) -> round.snapshot().directory().whoIs(subject));
        return new AccountLinks(deployment, known.links(), known.nativeIds(), creating);
    }

    private static Set<Grant> patterns(DesiredState desired) {
        Set<Grant> patterns = new HashSet<>();
        desired.grants().keySet().stream()
                .filter(grant -> grant.entitlement().pattern())
                .forEach(patterns::add);
        return patterns;
    }

    /**
     * The whole deployment as it was read last, for what a narrow look cannot show: how much of it there is, and who
     * else holds what.
     */
    ObservedState lastRead(DeploymentId deployment, Instant at) {
        return transactions.inOne(() -> {
            Map<AccountName, ObservedAccount> accounts = new HashMap<>();
            fleet.accounts(deployment).forEach(account -> accounts.put(account.name(), account));
            Map<Grant, ObservedGrant> grants = new HashMap<>();
            holdings.current(deployment).keySet().forEach(grant -> grants.put(grant.key(), ObservedGrant.of(grant)));
            return new ObservedState(
                    deployment, new ReadScope.Full(Set.of()), at, accounts, Map.of(), grants, Map.of());
        });
    }

    /**
     * What is known without looking.
     *
     * @throws IllegalStateException when the deployment was never contacted
     */
    DeploymentContext context(Round round, Deployment deployment) {
        DeploymentKnowledge known =
                fleet.knowledge(deployment.id()).of(round.snapshot().directory()::whoIs);
        Release release = known.release()
                .orElseThrow(() -> new IllegalStateException("deployment " + deployment.id() + " was never contacted"));
        return context(
                deployment,
                fleet.vocabulary(deployment.application(), release),
                known,
                transactions.inOne(() -> memory(deployment, holdings.current(deployment.id()), DriftDecisions.NONE)));
    }

    private Memory remember(Deployment deployment, Round round, Map<Grant, Holding> current) {
        Set<Grant> exempt = access.exemptions(List.of(deployment.id()), round.asOf()).stream()
                .map(Exemption::grant)
                .collect(Collectors.toSet());
        return memory(deployment, current, new DriftDecisions(exempt, drift.reverts(deployment.id(), round.asOf())));
    }

    private Memory memory(Deployment deployment, Map<Grant, Holding> current, DriftDecisions decisions) {
        Map<Grant, Given> given = new HashMap<>();
        current.values().forEach(holding -> {
            if (holding.given() != null) {
                given.put(holding.grant().key(), holding.given());
            }
        });
        return new Memory(
                given,
                defined.roles(deployment.id()),
                defined.patterns(deployment.id()),
                creating.of(deployment.id()),
                decisions,
                restores.inForce(deployment.id()));
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
                known.diverged(),
                known.release(),
                known.converged(),
                links,
                known.nativeIds(),
                known.owned(),
                known.tombstones());
    }
}
