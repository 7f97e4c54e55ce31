package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.Ownership;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Ends the sessions of whoever left, is suspended or held from everything, once a read showed that the account is
 * closed: ended earlier, they would begin anew. Nothing is remembered: every run looks again (ADR 0037).
 */
@Component
class SessionEnding {
    private final LeaseStore leases;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Ticker ticker;

    SessionEnding(
            LeaseStore leases,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions,
            ObjectProvider<Ticker> ticker) {
        this.leases = leases;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
        this.ticker = ticker.getIfAvailable(() -> System::nanoTime);
    }

    /**
     * @param after what the last read showed
     * @param drift every difference that it shows
     * @param applied what this run changed; only then is what cannot be ended entered again
     * @return what was ended and what goes on
     * @throws LeaseStore.LeaseLost before anything is ended where somebody else may be at work by now
     */
    List<Finding> end(
            Reconciler.Run run, Agent agent, Survey survey, ObservedState after, List<Drift> drift, Applied applied) {
        Set<AccountName> closed = closed(survey, after, drift);
        if (closed.isEmpty()) {
            return List.of();
        }
        Set<AccountName> fresh = closedNow(closed, applied);
        ReconcileEvents events = run.events(survey.subjects());
        return agent.sessionKill()
                .map(kill -> end(run, kill, closed, fresh, events))
                .orElseGet(() -> notOffered(run, fresh, events));
    }

    private List<Finding> end(
            Reconciler.Run run,
            SessionKill kill,
            Set<AccountName> closed,
            Set<AccountName> fresh,
            ReconcileEvents events) {
        Set<AccountName> asked = closed;
        try {
            Map<AccountName, SessionKill.Open> open = only(kill.open(closed), closed);
            var findings = new ArrayList<>(mayNot(run, open, fresh, events));
            open.values().removeIf(found -> !found.mayEnd());
            if (open.isEmpty()) {
                return findings;
            }
            asked = Set.copyOf(open.keySet());
            announce(run, () -> events.endingSessions(open));
            Map<AccountName, SessionKill.Ended> ended = only(kill.end(asked), asked);
            append(run, () -> events.endedSessions(ended));
            ended.forEach((account, what) -> findings.addAll(findings(account, what)));
            return findings;
        } catch (AgentException failed) {
            return unknown(run, asked, failed, events);
        }
    }

    /** What an agent says of others than it was asked for is not taken up. */
    private static <T> Map<AccountName, T> only(Map<AccountName, T> answers, Set<AccountName> asked) {
        var wanted = new HashMap<>(answers);
        wanted.keySet().retainAll(asked);
        return wanted;
    }

    private List<Finding> unknown(
            Reconciler.Run run, Set<AccountName> asked, AgentException failed, ReconcileEvents events) {
        append(run, () -> events.openSessions(asked, failed.code().code()));
        return List.of(new Finding(
                FindingCode.SESSIONS_OPEN,
                run.deployment().id().value(),
                "nobody knows whether " + asked.size() + " closed accounts still have sessions; the next run looks"
                        + " again: " + failed.getMessage()));
    }

    private List<Finding> notOffered(Reconciler.Run run, Set<AccountName> fresh, ReconcileEvents events) {
        // Mandate's own sessions ask the directory at every request.
        if (fresh.isEmpty() || run.deployment().id().equals(MandateItself.ID)) {
            return List.of();
        }
        append(run, () -> events.openSessions(fresh, "not-offered"));
        return fresh.stream()
                .map(account -> new Finding(
                        FindingCode.SESSIONS_OPEN,
                        "account:" + account,
                        "this agent cannot end sessions: what is open may go on; see docs/agents/"
                                + run.deployment().application() + ".md for what to do"))
                .toList();
    }

    private List<Finding> mayNot(
            Reconciler.Run run,
            Map<AccountName, SessionKill.Open> open,
            Set<AccountName> fresh,
            ReconcileEvents events) {
        Set<AccountName> kept = open.entrySet().stream()
                .filter(found -> !found.getValue().mayEnd())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        var told = new HashSet<>(kept);
        told.retainAll(fresh);
        if (!told.isEmpty()) {
            append(run, () -> events.openSessions(told, "not-permitted"));
        }
        var findings = new ArrayList<Finding>();
        open.forEach((account, found) -> {
            if (!found.mayEnd()) {
                findings.add(goesOn(account, found.count(), found.mayNot()));
            }
        });
        return findings;
    }

    private static List<Finding> findings(AccountName account, SessionKill.Ended what) {
        var findings = new ArrayList<Finding>();
        if (what.ended() > 0) {
            findings.add(new Finding(
                    FindingCode.SESSIONS_ENDED, "account:" + account, "sessions that were ended: " + what.ended()));
        }
        if (what.left() > 0) {
            findings.add(goesOn(account, what.left(), what.why()));
        }
        return findings;
    }

    private static Finding goesOn(AccountName account, int count, String why) {
        return new Finding(
                FindingCode.SESSIONS_OPEN, "account:" + account, "sessions that go on: " + count + "; " + why);
    }

    private void announce(Reconciler.Run run, Supplier<List<LedgerEvent>> entries) {
        long renewed = ticker.nanos();
        append(run, entries);
        if (ticker.nanos() - renewed > LeaseStore.SPARE.toNanos()) {
            throw LeaseStore.LeaseLost.stoodStill(run.deployment().id());
        }
    }

    private void append(Reconciler.Run run, Supplier<List<LedgerEvent>> entries) {
        DeploymentId deployment = run.deployment().id();
        transactions.inOne(() -> {
            leases.assertHeld(deployment, run.epoch(), clock.now());
            ledger.append(entries.get());
            return deployment;
        });
    }

    /** Accounts of ours that may hold nothing, and that the read shows to be disabled, or stripped where that is all. */
    private static Set<AccountName> closed(Survey survey, ObservedState after, List<Drift> drift) {
        if (survey.deployment().modes().accounts() == Mode.OBSERVE) {
            return Set.of();
        }
        boolean disables = survey.profile().can(Capability.DISABLE_ACCOUNT);
        Set<AccountName> differing = disables ? Set.of() : differing(drift);
        return survey.desired().ending().keySet().stream()
                .filter(account -> survey.scope().ownership(account) instanceof Ownership.Owned)
                .filter(account -> isClosed(after.accounts().get(account), disables, differing))
                .collect(Collectors.toSet());
    }

    private static boolean isClosed(@Nullable ObservedAccount found, boolean disables, Set<AccountName> differing) {
        if (found == null) {
            return false;
        }
        return found.status() == AccountStatus.DISABLED || (!disables && !differing.contains(found.name()));
    }

    private static Set<AccountName> differing(List<Drift> drift) {
        var accounts = new HashSet<AccountName>();
        for (Drift one : drift) {
            if (!(one instanceof Drift.Unmanaged)
                    && one.thing() instanceof Drift.Thing.OfGrant(var grant)
                    && grant.principal() instanceof Principal.Account(var name)) {
                accounts.add(name);
            }
        }
        return accounts;
    }

    private static Set<AccountName> closedNow(Set<AccountName> closed, Applied applied) {
        return applied.done().stream()
                .filter(planned -> planned.cause().urgent())
                .map(planned -> planned.change().principal())
                .filter(Principal.Account.class::isInstance)
                .map(principal -> ((Principal.Account) principal).name())
                .filter(closed::contains)
                .collect(Collectors.toSet());
    }
}
