package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.Resolver;
import dev.mandate.model.subject.Directory;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.Rows;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Reads, in one transaction, everything that decides access. */
@Component
class Rounds {
    private final DirectoryApi directory;
    private final AccessApi access;
    private final PolicyApi policies;
    private final HoldingStore holdings;
    private final Clock clock;
    private final Transactions transactions;

    Rounds(
            DirectoryApi directory,
            AccessApi access,
            PolicyApi policies,
            HoldingStore holdings,
            Clock clock,
            Transactions transactions) {
        this.directory = directory;
        this.access = access;
        this.policies = policies;
        this.holdings = holdings;
        this.clock = clock;
        this.transactions = transactions;
    }

    private boolean isStored(PolicyVersion policy) {
        return policies.inForce()
                .filter(newest -> newest.number() > policy.number()
                        || (newest.number() == policy.number() && newest.hash().equals(policy.hash())))
                .isPresent();
    }

    Round begin(PolicyVersion policy, Caller caller) {
        return transactions.inOne(() -> {
            Instant now = clock.now();
            Directory people = directory.directory();
            Rows rows = access.rows(now);
            var snapshot = new AccessSnapshot(
                    people,
                    policy,
                    rows.assignments(),
                    rows.holds(),
                    rows.waivers(),
                    verifiedRoles(policy),
                    rows.revision(),
                    now);
            return new Round(
                    Resolver.of(snapshot),
                    snapshot,
                    policy,
                    isStored(policy),
                    new ConcurrentHashMap<>(),
                    people.subjects(),
                    new GuardContext.Sources(directory.doubts(), Map.of(), Set.of()),
                    directory.missing(),
                    caller,
                    now);
        });
    }

    /** The same people, Holds and assignments at the same instant, under another version of the policy. */
    Round under(Round round, PolicyVersion policy) {
        return round.earlier().computeIfAbsent(policy.number(), number -> {
            AccessSnapshot now = round.snapshot();
            var snapshot = new AccessSnapshot(
                    now.directory(),
                    policy,
                    now.assignments(),
                    now.holds(),
                    now.waivers(),
                    transactions.inOne(() -> verifiedRoles(policy)),
                    now.accessRevision(),
                    now.asOf());
            return new Round(
                    Resolver.of(snapshot),
                    snapshot,
                    policy,
                    round.stored(),
                    round.earlier(),
                    round.subjects(),
                    round.doubtful(),
                    round.missing(),
                    round.caller(),
                    round.asOf());
        });
    }

    private Set<AccessSnapshot.RoleHolding> verifiedRoles(PolicyVersion policy) {
        return policy.policy().constraints().isEmpty() ? Set.of() : holdings.verifiedRoles();
    }
}
