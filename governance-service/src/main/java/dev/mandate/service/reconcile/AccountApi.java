package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountLinks.Link;
import dev.mandate.model.state.LinkEvidence;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Standing;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.fleet.DeploymentKnowledge;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Says whose a found account is, where no evidence does: somebody else's word. */
@Service
public class AccountApi {
    private static final String LINKED = "account.confirmed";

    private final FleetApi fleet;
    private final DirectoryApi directory;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    AccountApi(
            FleetApi fleet,
            DirectoryApi directory,
            Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.fleet = fleet;
        this.directory = directory;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * Links an account that the last reading found to a subject, which then gets there what policy gives it.
     *
     * @throws NotAllowed naming the rule; the refusal is on the ledger
     */
    public void link(Caller caller, Deployment deployment, AccountName account, SubjectId subject, String reason) {
        try {
            if (reason.isBlank()) {
                throw new NotAllowed("a reason is needed: say it with --reason");
            }
            transactions.inOne(() -> {
                requireMay(standing.now(caller), deployment);
                refuse(caller, deployment, account, subject);
                fleet.link(
                        deployment.id(),
                        List.of(new Link(account, subject, LinkEvidence.PERSON)),
                        caller.actor(),
                        clock.now());
                return ledger.append(event(caller, deployment, subject)
                        .with(Map.of("subject", JsonValue.text(subject.value()), "reason", JsonValue.text(reason))));
            });
        } catch (NotAllowed | Caller.NotPermitted refused) {
            ledger.appendAlone(event(caller, deployment, subject).ending(LedgerEvent.Outcome.DENIED));
            throw refused;
        }
    }

    private static void requireMay(Caller caller, Deployment deployment) {
        caller.require(Permission.ACCOUNTS_LINK);
        if (!caller.may(Permission.ACCOUNTS_LINK, deployment)) {
            throw new NotAllowed(caller.name() + " may not decide on deployment " + deployment.id());
        }
    }

    private void refuse(Caller caller, Deployment deployment, AccountName account, SubjectId subject) {
        if (caller.is(subject)) {
            throw new NotAllowed("nobody takes an account for themselves; ask somebody else");
        }
        if (MandateItself.is(deployment)) {
            throw new NotAllowed("an account of Mandate itself is whose it was made for; it is linked to nobody else");
        }
        if (!directory.directory().subjects().containsKey(subject)) {
            throw new NotAllowed("no source knows subject " + subject);
        }
        DeploymentKnowledge known = fleet.knowledge(deployment.id());
        if (known.tombstones().contains(account)) {
            throw new NotAllowed("a leaver had account " + account + "; it is given to nobody again");
        }
        if (known.links().containsValue(account)) {
            throw new NotAllowed("account " + account + " is linked already");
        }
        AccountName other = known.links().get(subject);
        if (other != null) {
            throw new NotAllowed("subject " + subject + " has account " + other + " there already");
        }
        ObservedAccount found = fleet.accounts(deployment.id()).stream()
                .filter(one -> one.name().equals(account))
                .findFirst()
                .orElseThrow(() -> new NotAllowed("the last reading of " + deployment.id() + " found no account "
                        + account + "; see mandate drift --read"));
        if (found.superuser() || found.kind() == AccountKind.AGENT || found.kind() == AccountKind.BUILT_IN) {
            throw new NotAllowed("account " + account + " is nobody's own: a superuser, an agent's or the product's");
        }
    }

    private static LedgerEvent event(Caller caller, Deployment deployment, SubjectId subject) {
        return LedgerEvent.done(
                        caller.actor(),
                        ActionCode.of(LINKED),
                        new LedgerObject("deployment", deployment.id().value()))
                .with(Map.of("subject", JsonValue.text(subject.value())));
    }
}
