package dev.mandate.service.access;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.Connection;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.service.access.OfficeStore.Account;
import dev.mandate.service.platform.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The agent of Mandate itself. An account is whose it was made for, for ever: the offices of a name never pass to
 * somebody else.
 */
final class OfficeAgent implements Agent {
    private static final AgentProfile PROFILE = new AgentProfile(
            MandateItself.APPLICATION,
            MandateItself.VOCABULARY.release(),
            "mandate-itself",
            AccountName.of("mandate"),
            EnumSet.of(Capability.NARROW_READ, Capability.CREATE_ACCOUNT, Capability.DISABLE_ACCOUNT),
            Map.of(),
            BatchUnit.TRANSACTION,
            1_000,
            Duration.ZERO,
            256,
            256);

    private final OfficeStore store;
    private final Transactions transactions;
    private final Connection connection;

    OfficeAgent(OfficeStore store, Transactions transactions, Connection connection) {
        this.store = store;
        this.transactions = transactions;
        this.connection = connection;
    }

    @Override
    public AgentProfile profile() {
        return PROFILE;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        return transactions.inOne(() -> {
            var accounts = new TreeMap<AccountName, ObservedAccount>();
            store.accounts().stream()
                    .filter(account -> isIn(scope, new Principal.Account(account.name())))
                    .forEach(account -> accounts.put(account.name(), observed(account)));
            var grants = new TreeMap<Grant, ObservedGrant>();
            store.grants().stream()
                    .filter(grant -> isIn(scope, grant.principal()))
                    .forEach(grant -> grants.put(grant.key(), ObservedGrant.of(grant)));
            return new ObservedState(
                    connection.deployment(), scope, connection.clock().now(), accounts, Map.of(), grants, Map.of());
        });
    }

    private static boolean isIn(ReadScope scope, Principal principal) {
        return switch (scope) {
            case ReadScope.Full ignored -> true;
            case ReadScope.Of(Set<Principal> principals, var patterns, var accounts) -> principals.contains(principal);
        };
    }

    private static ObservedAccount observed(Account account) {
        return new ObservedAccount(
                account.name(),
                AccountKind.PERSONAL,
                account.enabled() ? AccountStatus.ENABLED : AccountStatus.DISABLED,
                account.subject().value(),
                false,
                Map.of());
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        return transactions.inOne(() -> batch.changes().stream()
                .map(PlannedChange::change)
                .map(this::apply)
                .toList());
    }

    private Outcome apply(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> create(create);
            case Change.SetAccountStatus status -> set(status);
            case Change.AddGrant add -> add(add.grant());
            case Change.RemoveGrant remove -> remove(remove.grant());
            case Change.AlterGrant alter -> unknown(alter.to().entitlement() + " has no options to alter");
            case Change.CreateAppRole create -> unknown("Mandate itself has presets and no other roles");
            case Change.DeleteAppRole delete -> unknown("Mandate itself has presets and no other roles");
        };
    }

    private Outcome create(Change.CreateAccount create) {
        if (create.account().value().getBytes(StandardCharsets.UTF_8).length > PROFILE.maxAccountNameBytes()) {
            return new Rejected(
                    Rejected.NAME_NOT_ALLOWED,
                    "a name in Mandate itself has at most " + PROFILE.maxAccountNameBytes() + " bytes");
        }
        if (store.insert(new Account(create.account(), create.subject(), true))) {
            return applied();
        }
        boolean same = store.account(create.account())
                .filter(account -> account.subject().equals(create.subject()))
                .isPresent();
        return same
                ? new Outcome.AlreadyInPlace()
                : new Rejected(
                        Rejected.NAME_NOT_ALLOWED,
                        create.account() + " is somebody else's in Mandate itself, or this person has another one");
    }

    private Outcome set(Change.SetAccountStatus status) {
        Optional<Account> account = store.account(status.account());
        if (account.isEmpty()) {
            return stale("there is no account " + status.account());
        }
        boolean enabled = status.to() == AccountStatus.ENABLED;
        if (account.get().enabled() == enabled) {
            return new Outcome.AlreadyInPlace();
        }
        store.enable(status.account(), enabled);
        return applied();
    }

    private Outcome add(Grant grant) {
        if (!(grant.principal() instanceof Principal.Account(AccountName name))) {
            return unknown("only an account holds an office, not " + grant.principal());
        }
        Entitlement entitlement = grant.entitlement();
        try {
            Office.of(entitlement);
        } catch (IllegalArgumentException wrong) {
            return unknown(String.valueOf(wrong.getMessage()));
        }
        if (store.account(name).isEmpty()) {
            return stale("there is no account " + name);
        }
        return store.insert(name, EntitlementText.format(entitlement)) ? applied() : new Outcome.AlreadyInPlace();
    }

    private Outcome remove(Grant grant) {
        boolean there = grant.principal() instanceof Principal.Account(AccountName name)
                && store.delete(name, EntitlementText.format(grant.entitlement()));
        return there ? applied() : new Outcome.AlreadyInPlace();
    }

    private Outcome applied() {
        return new Outcome.Applied(connection.clock().now());
    }

    private static Outcome stale(String why) {
        return new Rejected(Rejected.STALE_PRIOR, why);
    }

    private static Outcome unknown(String why) {
        return new Rejected(Rejected.UNKNOWN_ON_TARGET, why);
    }

    @Override
    public void close() {
        // The store is the service's own.
    }
}
