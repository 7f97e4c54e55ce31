package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Standing;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Sight;
import dev.mandate.service.policy.Sights;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/**
 * Keeps a deployment as it was at an earlier moment. The next reconciliations plan it back there, judged by the guards
 * like anything else; every one of them says so until the restore is ended.
 */
@Service
public class RestoreApi {
    private final RestoreStore store;
    private final HoldingStore holdings;
    private final Sights sights;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    RestoreApi(
            RestoreStore store,
            HoldingStore holdings,
            Sights sights,
            Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.holdings = holdings;
        this.sights = sights;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The restores in force that the caller may see. */
    public List<Restore> inForce(Caller caller) {
        Sight sight = sights.of(caller, Permission.DEPLOYMENTS_READ);
        return transactions.inOne(() -> store.inForce()).stream()
                .filter(restore -> sight.sees(restore.deployment()))
                .toList();
    }

    /**
     * Plans the deployment back to what was held at {@code asOf}, from the next reconciliation on. What a Hold, a
     * leaving, an expiry or a constraint forbids does not come back.
     *
     * @throws NotAllowed when nobody had looked by then, it lies ahead, or another restore is in force
     */
    public Restore begin(Caller caller, Deployment deployment, Instant asOf, String reason) {
        return deciding(caller, deployment, "restore.begun", reason, () -> {
            Instant now = clock.now();
            if (MandateItself.is(deployment)) {
                throw new NotAllowed("who may do what in Mandate itself is not taken back to an earlier moment:"
                        + " publish what it should be");
            }
            if (asOf.isAfter(now)) {
                throw new NotAllowed(asOf + " lies ahead: name a moment that has passed");
            }
            if (!holdings.wasRead(deployment.id(), asOf)) {
                throw new NotAllowed("deployment " + deployment.id() + " was not read by " + asOf
                        + ", so what was held then is unknown");
            }
            Optional<Restore> other = store.inForce(deployment.id());
            if (other.isPresent()) {
                throw new NotAllowed("deployment " + deployment.id() + " is kept as of "
                        + other.get().asOf() + " already: end that first with mandate restore " + deployment.id()
                        + " --end");
            }
            var restore = new Restore(UUID.randomUUID(), deployment.id(), asOf, caller, reason, now);
            store.insert(restore);
            ledger.append(event(caller, deployment, "restore.begun")
                    .with(Map.of("as_of", JsonValue.text(asOf.toString()), "reason", JsonValue.text(reason))));
            return restore;
        });
    }

    /**
     * Lets policy decide again.
     *
     * @throws NotAllowed when no restore is in force
     */
    public Restore end(Caller caller, Deployment deployment, String reason) {
        return deciding(caller, deployment, "restore.ended", reason, () -> {
            Restore restore = store.inForce(deployment.id())
                    .orElseThrow(
                            () -> new NotAllowed("deployment " + deployment.id() + " is not kept at an earlier state"));
            store.end(deployment.id(), caller.name(), reason, clock.now());
            ledger.append(event(caller, deployment, "restore.ended").with(Map.of("reason", JsonValue.text(reason))));
            return restore;
        });
    }

    private Restore deciding(
            Caller caller, Deployment deployment, String action, String reason, Supplier<Restore> decision) {
        try {
            if (reason.isBlank()) {
                throw new NotAllowed("a reason is needed: say it with --reason");
            }
            return transactions.inOne(() -> {
                requireMay(standing.now(caller), deployment);
                return decision.get();
            });
        } catch (NotAllowed | Caller.NotPermitted refused) {
            ledger.appendAlone(event(caller, deployment, action)
                    .with(Map.of("refused", JsonValue.text(String.valueOf(refused.getMessage()))))
                    .ending(LedgerEvent.Outcome.DENIED));
            throw refused;
        }
    }

    private static void requireMay(Caller caller, Deployment deployment) {
        caller.require(Permission.DEPLOYMENTS_RESTORE);
        if (!caller.may(Permission.DEPLOYMENTS_RESTORE, deployment)) {
            throw new NotAllowed(caller.name() + " may not decide on deployment " + deployment.id());
        }
    }

    private static LedgerEvent event(Caller caller, Deployment deployment, String action) {
        return LedgerEvent.done(
                caller.actor(),
                ActionCode.of(action),
                new LedgerObject("deployment", deployment.id().value()));
    }
}
