package dev.mandate.service.reconcile;

import static java.util.stream.Collectors.toMap;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.service.platform.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Compares one Role or AppRole over deployments, by what the last looks left; asks no target. */
@Service
public class MatrixApi {
    private final MatrixStore store;
    private final DriftStore drift;
    private final StandingsStore standings;
    private final Transactions transactions;

    MatrixApi(MatrixStore store, DriftStore drift, StandingsStore standings, Transactions transactions) {
        this.store = store;
        this.drift = drift;
        this.standings = standings;
        this.transactions = transactions;
    }

    /** Who holds what a Role gives, where. Without rows where no deployment that the caller may see is given anything. */
    public DriftMatrix of(Caller caller, PolicyVersion policy, Selector where, RoleId role) {
        List<Deployment> deployments = among(caller, policy.policy(), where);
        return of(deployments, MatrixWish.of(policy.policy(), deployments, role));
    }

    /** What an AppRole holds and who is a member of it, where. Without rows where no deployment is known to have it. */
    public DriftMatrix of(Caller caller, PolicyVersion policy, Selector where, AppRoleName role) {
        List<Deployment> deployments = among(caller, policy.policy(), where);
        return of(deployments, MatrixWish.of(policy.policy(), deployments, role));
    }

    private static List<Deployment> among(Caller caller, Policy policy, Selector where) {
        caller.require(Permission.DRIFT_READ);
        return policy.deployments().stream()
                .filter(where::matches)
                .filter(one -> caller.may(Permission.DRIFT_READ, one) && caller.may(Permission.ACCESS_READ, one))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    private DriftMatrix of(List<Deployment> deployments, MatrixWish wish) {
        List<DeploymentId> ids = deployments.stream().map(Deployment::id).toList();
        return transactions.inOne(() -> {
            Set<Entitlement> held = wish.heldByAccounts();
            Map<DeploymentId, Map<Entitlement, Long>> holders = store.holders(ids, held);
            Map<DeploymentId, Set<Entitlement>> contents =
                    wish.appRole().map(role -> store.contents(ids, role)).orElse(Map.of());
            Map<DeploymentId, DeploymentStanding> standing =
                    standings.all().stream().collect(toMap(DeploymentStanding::deployment, one -> one));
            return new MatrixCells(wish, holders, contents, drift.about(ids, wish.appRole(), held), standing)
                    .of(deployments);
        });
    }
}
