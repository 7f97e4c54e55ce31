package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.plan.Slowness;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.Why;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Standing;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Sight;
import dev.mandate.service.policy.Sights;
import dev.mandate.service.reconcile.Reconciliation.Waits;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Brings deployments to what policy says, shows what would be done, and takes the yes to what waits. */
@Service
public class ReconcileApi {
    private static final Scope FULL = new Scope.Full();
    private static final Pattern WHOLE_HASH = Pattern.compile("[0-9a-f]{64}");

    private final Rounds rounds;
    private final Reconciler reconciler;
    private final Bulkheads bulkheads;
    private final Follower follower;
    private final Rollout rollout;
    private final Transitions transitions;
    private final ReconcileStore store;
    private final WaitingStore waiting;
    private final HoldingStore holdings;
    private final StandingsStore standings;
    private final AccessApi access;
    private final Sights sights;
    private final Standing standing;
    private final Transactions transactions;

    ReconcileApi(
            Rounds rounds,
            Reconciler reconciler,
            Bulkheads bulkheads,
            Follower follower,
            Rollout rollout,
            Transitions transitions,
            ReconcileStore store,
            WaitingStore waiting,
            HoldingStore holdings,
            StandingsStore standings,
            AccessApi access,
            Sights sights,
            Standing standing,
            Transactions transactions) {
        this.rounds = rounds;
        this.reconciler = reconciler;
        this.bulkheads = bulkheads;
        this.follower = follower;
        this.rollout = rollout;
        this.transitions = transitions;
        this.store = store;
        this.waiting = waiting;
        this.holdings = holdings;
        this.standings = standings;
        this.access = access;
        this.sights = sights;
        this.standing = standing;
        this.transactions = transactions;
    }

    /**
     * Reconciles the deployments that match; one that hangs or fails does not keep the others.
     *
     * @param done told of each as it ends, from any thread
     */
    public List<Reconciliation> run(
            Caller caller, PolicyVersion policy, Selector where, Consumer<Reconciliation> done) {
        return each(
                caller,
                Permission.PLANS_APPLY,
                policy,
                where,
                done,
                (round, deployment) -> reconciler.run(round, deployment, FULL));
    }

    /** Reads the deployments that match and writes down what differs; no target is changed. */
    public List<Reconciliation> look(
            Caller caller, PolicyVersion policy, Selector where, Consumer<Reconciliation> done) {
        return each(caller, Permission.DRIFT_LOOK, policy, where, done, reconciler::look);
    }

    /**
     * Reconciles whoever something changed for since the last call: a source, a Hold, an assignment, the passing of a
     * date. The first call, and one after a publish, reconciles everything. What could not be done is tried again at
     * the next call. A timer should {@link #run} everything from time to time all the same.
     */
    public List<Reconciliation> follow(Caller caller, PolicyVersion policy, Consumer<Reconciliation> done) {
        caller.require(Permission.PLANS_APPLY);
        return follower.follow(caller, policy, done);
    }

    /**
     * Brings the deployments to the version in force, wave by wave: the next begins when the one before is verified, and
     * whoever must wait is reconciled at the version it has.
     *
     * @param newest the version in force, as {@code PolicyApi.inForce} tells
     */
    public List<Reconciliation> advance(
            Caller caller, PolicyVersion newest, Selector where, Consumer<Reconciliation> done) {
        caller.require(Permission.PLANS_APPLY);
        return rollout.advance(caller, newest, where, done);
    }

    /** Where every deployment stands that was reconciled at least once. */
    public List<DeploymentStanding> standings(Caller caller) {
        Sight sight = sights.of(caller, Permission.DEPLOYMENTS_READ);
        return transactions.inOne(standings::all).stream()
                .filter(one -> sight.sees(one.deployment()))
                .toList();
    }

    /** Deployments whose reconciliations take longer than they used to, for three days in a row. */
    public List<Finding> slower(Caller caller, Instant now) {
        Sight sight = sights.of(caller, Permission.DEPLOYMENTS_READ);
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return transactions.inOne(() -> store.p99(now)).entrySet().stream()
                .filter(one -> sight.sees(one.getKey()))
                .flatMap(one -> Slowness.of(one.getValue(), today)
                        .map(slow -> new Finding(
                                FindingCode.SLOWER_THAN_BASELINE,
                                one.getKey().value(),
                                "for three days its slowest reconciliations took "
                                        + slow.lately().toMillis()
                                        + " ms or more, where " + slow.usual().toMillis()
                                        + " ms were usual: look at the target"))
                        .stream())
                .sorted()
                .toList();
    }

    /** What {@link #run} would do; nothing is changed. */
    public List<Reconciliation> check(
            Caller caller, PolicyVersion policy, Selector where, Consumer<Reconciliation> done) {
        return each(caller, Permission.PLANS_MAKE, policy, where, done, reconciler::check);
    }

    /**
     * Who was seen to hold an entitlement, directly or by way of AppRoles.
     *
     * @param asOf between two readings nothing is known; the one before counts
     */
    public List<Holder> holders(Caller caller, DeploymentId deployment, Entitlement entitlement, Instant asOf) {
        if (!sights.of(caller, Permission.ACCESS_READ).sees(deployment)) {
            return List.of();
        }
        return transactions.inOne(() -> {
            Map<Principal, Holder> found = new TreeMap<>();
            Map<Entitlement, List<String>> open = new HashMap<>();
            open.put(entitlement, List.of());
            while (!open.isEmpty()) {
                Map<Entitlement, List<String>> next = new HashMap<>();
                for (Grant grant :
                        holdings.holders(deployment, open.keySet(), asOf).keySet()) {
                    List<String> through = open.getOrDefault(grant.entitlement(), List.of());
                    if (found.putIfAbsent(grant.principal(), new Holder(grant.principal(), through)) == null
                            && grant.principal() instanceof Principal.AppRole(var role)) {
                        List<String> longer = new ArrayList<>(through);
                        longer.addFirst(role.value());
                        next.put(Entitlement.memberOf(role), longer);
                    }
                }
                open = next;
            }
            return List.copyOf(found.values());
        });
    }

    /** How a subject comes to have an entitlement in a deployment, or why it does not. */
    public Why why(
            Caller caller, PolicyVersion policy, SubjectId subject, Deployment deployment, Entitlement entitlement) {
        caller.require(Permission.ACCESS_READ, deployment);
        return reconciler.why(rounds.begin(policy, caller), deployment, subject, entitlement);
    }

    private List<Reconciliation> each(
            Caller caller,
            Permission needed,
            PolicyVersion policy,
            Selector where,
            Consumer<Reconciliation> done,
            BiFunction<Round, Deployment, Reconciliation> work) {
        caller.require(needed);
        Round round = rounds.begin(policy, caller);
        List<Deployment> deployments = among(caller, needed, policy, where);
        return bulkheads.each(caller, deployments, deployment -> work.apply(round, deployment), done);
    }

    /** Those that match and that a caller may do this in, by id. */
    static List<Deployment> among(Caller caller, Permission needed, PolicyVersion policy, Selector where) {
        return policy.policy().deployments().stream()
                .filter(where::matches)
                .filter(deployment -> caller.may(needed, deployment))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /**
     * Says yes to the changes of one deployment that wait under this hash; nobody who is behind what they follow from may.
     *
     * @param seen the whole hash shown by {@code plan} or {@code run}: two sets with the same first digits can be made, to
     *     show one and put the other in its place
     * @throws NotAllowed when nothing waits under it any more, naming what does, or the caller may not say yes to it
     */
    public Approval approve(Caller caller, String seen, String reason) {
        if (!WHOLE_HASH.matcher(seen).matches()) {
            throw new NotAllowed("name the whole hash, 64 digits, as mandate plan shows it");
        }
        return transactions.inOne(() -> {
            Caller approver = standing.now(caller);
            Sight sight = sights.of(approver, Permission.CHANGES_APPROVE);
            WaitingStore.Waiting found = waiting.byHash(seen).orElseThrow(() -> overtaken(approver, sight, seen));
            if (!sight.sees(found.set().deployment())) {
                throw nothing(seen);
            }
            String hash = found.set().hash();
            return access.approve(
                    approver,
                    found.set(),
                    hash,
                    reason,
                    transitions.authors(found.set().deployment()),
                    found.gains(),
                    transitions.aloneFrom(waiting.since(hash)));
        });
    }

    /** Whoever may not decide there learns no more than that there is nothing for them. */
    private static NotAllowed nothing(String seen) {
        return new NotAllowed("nothing waits under " + seen + "; see mandate plan");
    }

    private NotAllowed overtaken(Caller caller, Sight sight, String seen) {
        Optional<DeploymentId> deployment = waiting.shownIn(seen).filter(sight::sees);
        if (deployment.isEmpty()) {
            return nothing(seen);
        }
        access.overtaken(caller, deployment.get(), seen);
        String now = waiting.sets(deployment.get()).stream().map(Waits::hash).collect(Collectors.joining(" and "));
        return new NotAllowed(
                now.isEmpty()
                        ? "what was shown under " + seen + " does not wait in " + deployment.get() + " any more"
                        : "what waits in " + deployment.get() + " is not what was shown under " + seen
                                + " any more: it waits under " + now + " now; look at it with mandate plan "
                                + deployment.get());
    }
}
