package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Caller.Permission;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.state.Why;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Brings deployments to what policy says, shows what would be done, and takes the yes to what waits. */
@Service
public class ReconcileApi {
    /** Deployments at once: each waits for its target most of the time. */
    private static final int AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileApi.class);

    private final Rounds rounds;
    private final Reconciler reconciler;
    private final WaitingStore waiting;
    private final HoldingStore holdings;
    private final AccessApi access;
    private final Transactions transactions;

    ReconcileApi(
            Rounds rounds,
            Reconciler reconciler,
            WaitingStore waiting,
            HoldingStore holdings,
            AccessApi access,
            Transactions transactions) {
        this.rounds = rounds;
        this.reconciler = reconciler;
        this.waiting = waiting;
        this.holdings = holdings;
        this.access = access;
        this.transactions = transactions;
    }

    /**
     * Reconciles the deployments that match; one that hangs or fails does not keep the others.
     *
     * @param done told of each as it ends, from any thread
     */
    public List<Reconciliation> run(
            Caller caller, PolicyVersion policy, Selector where, Consumer<Reconciliation> done) {
        caller.require(Permission.APPLY);
        return each(caller, policy, where, done, reconciler::run);
    }

    /** What {@link #run} would do; nothing is changed. */
    public List<Reconciliation> check(
            Caller caller, PolicyVersion policy, Selector where, Consumer<Reconciliation> done) {
        caller.require(Permission.READ);
        return each(caller, policy, where, done, reconciler::check);
    }

    /**
     * Who was seen to hold an entitlement, directly or by way of AppRoles.
     *
     * @param asOf between two readings nothing is known; the one before counts
     */
    public List<Holder> holders(Caller caller, DeploymentId deployment, Entitlement entitlement, Instant asOf) {
        caller.require(Permission.READ);
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
        caller.require(Permission.READ);
        return reconciler.why(rounds.begin(policy, caller), deployment, subject, entitlement);
    }

    private List<Reconciliation> each(
            Caller caller,
            PolicyVersion policy,
            Selector where,
            Consumer<Reconciliation> done,
            BiFunction<Round, Deployment, Reconciliation> work) {
        Round round = rounds.begin(policy, caller);
        List<Deployment> deployments = policy.policy().deployments().stream()
                .filter(where::matches)
                .filter(caller.over()::matches)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
        try (var pool = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().name("reconcile-", 0).factory())) {
            List<Future<Reconciliation>> running = deployments.stream()
                    .map(deployment -> pool.submit(() -> {
                        Reconciliation ended = alone(work, round, deployment);
                        done.accept(ended);
                        return ended;
                    }))
                    .toList();
            return running.stream().map(ReconcileApi::ended).toList();
        }
    }

    /** One deployment's trouble, of whatever sort, is not another's. */
    private static Reconciliation alone(
            BiFunction<Round, Deployment, Reconciliation> work, Round round, Deployment deployment) {
        try {
            return work.apply(round, deployment);
        } catch (RuntimeException failed) {
            LOG.error("reconciliation of {} failed", deployment.id(), failed);
            return Reconciliation.failed(deployment.id(), "internal", "an internal error, see the log");
        }
    }

    private static Reconciliation ended(Future<Reconciliation> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while deployments were reconciled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Says yes to the changes of one deployment that wait under this hash.
     *
     * @param seen the hash shown by {@code plan} or {@code run}, whole or its first 8 or more digits
     * @param authors who published what the changes follow from
     * @throws NotAllowed when nothing waits under it, or the caller may not say yes to it
     */
    public Approval approve(Caller caller, String seen, String reason, Collection<Caller> authors) {
        return transactions.inOne(() -> {
            WaitingStore.Waiting found = waiting.byHash(seen)
                    .orElseThrow(() -> new NotAllowed("nothing waits under " + seen + "; see mandate plan"));
            return access.approve(caller, found.set(), found.set().hash(), reason, authors, found.beneficiaries());
        });
    }
}
