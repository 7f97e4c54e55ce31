package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.reconcile.DeploymentFacts.Setting;
import dev.mandate.service.reconcile.DeploymentFacts.Standing;
import dev.mandate.service.reconcile.DeploymentFacts.WayIn;
import dev.mandate.service.reconcile.ToldStore.About;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Asks an agent for what no account or grant shows, once a run is written down: a target that does not answer then
 * costs nothing else.
 */
@Component
class FactFinding {
    private final ToldStore store;
    private final LeaseStore leases;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    FactFinding(ToldStore store, LeaseStore leases, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.leases = leases;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** What an agent said to one question. */
    private sealed interface Said<T> {
        record Told<T>(T what) implements Said<T> {}

        record NotOffered<T>() implements Said<T> {}

        record Failed<T>(String code) implements Said<T> {}
    }

    /** Nothing is written where another run took the deployment over. */
    void look(Reconciler.Run run, Agent agent, Set<AccountName> accounts) {
        Said<Ungoverned.Found> ways =
                ask(agent.ungoverned().map(ungoverned -> (Supplier<Ungoverned.Found>) ungoverned::find));
        Said<LoginSync.Facts> signIn = ask(agent.loginSync().map(sync -> (Supplier<LoginSync.Facts>) sync::facts));
        Said<Map<AccountName, LastUsed.Use>> uses =
                ask(agent.lastUsed().map(used -> (Supplier<Map<AccountName, LastUsed.Use>>) () -> used.of(accounts)));
        try {
            transactions.inOne(() -> {
                Instant now = clock.now();
                leases.assertHeld(run.deployment().id(), run.epoch(), now);
                write(run, ways, signIn, now);
                write(run.deployment().id(), uses, now);
                return run;
            });
        } catch (LeaseStore.LeaseLost lost) {
            // Whoever took over asks again.
        }
    }

    private static <T> Said<T> ask(Optional<Supplier<T>> question) {
        if (question.isEmpty()) {
            return new Said.NotOffered<>();
        }
        try {
            return new Said.Told<>(question.get().get());
        } catch (AgentException failed) {
            return new Said.Failed<>(failed.code().code());
        }
    }

    private void write(Reconciler.Run run, Said<Ungoverned.Found> ways, Said<LoginSync.Facts> signIn, Instant now) {
        DeploymentId deployment = run.deployment().id();
        DeploymentFacts before = store.of(deployment);
        switch (ways) {
            case Said.Told<Ungoverned.Found>(Ungoverned.Found found) -> {
                store.asked(deployment, About.WAYS_IN, Standing.TOLD, null, found.unseen(), now);
                store.replaceWays(deployment, found.ways(), now);
            }
            case Said.NotOffered<Ungoverned.Found>() -> unknown(deployment, About.WAYS_IN, now);
            case Said.Failed<Ungoverned.Found>(String code) -> failed(deployment, About.WAYS_IN, code, now);
        }
        switch (signIn) {
            case Said.Told<LoginSync.Facts>(LoginSync.Facts facts) -> {
                store.asked(deployment, About.SIGN_IN, Standing.TOLD, null, facts.unseen(), now);
                store.replaceSettings(deployment, facts.inForce(), now);
            }
            case Said.NotOffered<LoginSync.Facts>() -> unknown(deployment, About.SIGN_IN, now);
            case Said.Failed<LoginSync.Facts>(String code) -> failed(deployment, About.SIGN_IN, code, now);
        }
        enter(run, before, store.of(deployment));
    }

    private void write(DeploymentId deployment, Said<Map<AccountName, LastUsed.Use>> uses, Instant now) {
        switch (uses) {
            case Said.Told<Map<AccountName, LastUsed.Use>>(var told) -> store.replaceUses(deployment, told, now);
            case Said.NotOffered<Map<AccountName, LastUsed.Use>>() -> store.replaceUses(deployment, Map.of(), now);
            case Said.Failed<Map<AccountName, LastUsed.Use>>(String ignored) -> {}
        }
    }

    private void failed(DeploymentId deployment, About about, String code, Instant now) {
        store.asked(deployment, about, Standing.FAILED, code, null, now);
    }

    /** What an earlier agent told is not known any more. */
    private void unknown(DeploymentId deployment, About about, Instant now) {
        store.asked(deployment, about, Standing.NOT_OFFERED, null, List.of(), now);
        switch (about) {
            case WAYS_IN -> store.replaceWays(deployment, List.of(), now);
            case SIGN_IN -> store.replaceSettings(deployment, List.of(), now);
        }
    }

    private void enter(Reconciler.Run run, DeploymentFacts before, DeploymentFacts after) {
        ReconcileEvents events = run.events(Map.of());
        List<Ungoverned.Way> ways =
                after.ways().found().stream().map(WayIn::way).toList();
        if (!ways.equals(before.ways().found().stream().map(WayIn::way).toList())) {
            ledger.append(events.waysIn(ways));
        }
        List<LoginSync.Fact> settings =
                after.signIn().found().stream().map(Setting::fact).toList();
        if (!settings.equals(before.signIn().found().stream().map(Setting::fact).toList())) {
            ledger.append(events.signIn(settings));
        }
    }
}
