package dev.mandate.benchmarks;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Plan;
import dev.mandate.model.plan.PlanLimits;
import dev.mandate.model.plan.Planner;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.DesiredAccount;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.state.Revisions;
import dev.mandate.model.state.SourceSet;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans one deployment with a million desired and a million observed grants of which one in a hundred differs, and
 * compares with the least that such a difference can cost: two sets of strings.
 *
 * <p>Run it with {@code -Xmx2g -XX:+UseSerialGC}. Prints the best of five rounds, garbage collection left out of the
 * processor's time, and the ratio; exits with 1 above five seconds.
 */
public final class PlannerBenchmark {
    private static final int ACCOUNTS = 20_000;
    private static final int ROLES = 2_000;
    private static final int PER_ACCOUNT = 50;
    private static final int ROUNDS = 5;
    private static final double GOAL_SECONDS = 5;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentId WAREHOUSE = DeploymentId.of("warehouse");

    private PlannerBenchmark() {}

    public static void main(String[] arguments) {
        DesiredState desired = desired();
        ObservedState observed = observed();
        ManagedScope scope = scope(desired);
        Set<String> wanted = texts(desired.grants().keySet());
        Set<String> found = texts(observed.grants().keySet());
        var limits = new PlanLimits("pin", PlanLimits.Unit.TRANSACTION, 1_000, Set.of(PlanLimits.Ability.values()));
        Measure best = null;
        Measure plain = null;
        for (int round = 0; round < ROUNDS; round++) {
            var watch = new Measure.Watch();
            Plan plan = Planner.plan(desired, observed, scope, limits);
            String hash = plan.hash();
            Measure taken = watch.read();
            best = best == null ? taken : best.orBetter(taken);
            watch = new Measure.Watch();
            int differences = difference(wanted, found);
            Measure least = watch.read();
            plain = plain == null ? least : plain.orBetter(least);
            System.out.printf(
                    "round %d: %d changes in %d batches, hash %s, in %s; strings differ in %d, in %s%n",
                    round,
                    plan.changes().count(),
                    plan.batches().size(),
                    hash.substring(0, 12),
                    taken,
                    differences,
                    least);
        }
        if (best == null || plain == null) {
            throw new IllegalStateException("nothing was measured");
        }
        System.out.printf(
                "desired %d x observed %d: plan and hash %.2f s, string sets %.2f s of one processor: ratio %.1f,"
                        + " heap %d of %d MB%n",
                desired.grants().size(),
                observed.grants().size(),
                best.processor(),
                plain.processor(),
                best.processor() / plain.processor(),
                Measure.usedMegabytes(),
                Measure.heapMegabytes());
        if (best.processor() > GOAL_SECONDS) {
            System.exit(1);
        }
    }

    private static int difference(Set<String> wanted, Set<String> found) {
        var missing = new HashSet<>(wanted);
        missing.removeAll(found);
        var unexpected = new HashSet<>(found);
        unexpected.removeAll(wanted);
        return missing.size() + unexpected.size();
    }

    private static Set<String> texts(Set<Grant> grants) {
        var texts = new HashSet<String>(grants.size() * 2);
        grants.forEach(grant -> texts.add(grant.toString()));
        return texts;
    }

    /** Account a holds roles a, a+1, …; on the target one in a hundred of them is another role. */
    private static Grant grant(int account, int number, boolean target) {
        boolean differs = target && (account * PER_ACCOUNT + number) % 100 == 0;
        int role = (account + number + (differs ? PER_ACCOUNT + 1 : 0)) % ROLES;
        return new Grant(new Principal.Account(account(account)), Entitlement.memberOf(AppRoleName.of("role-" + role)));
    }

    private static AccountName account(int number) {
        return AccountName.of("account-" + number);
    }

    private static DesiredState desired() {
        var grants = new HashMap<Grant, DesiredState.DesiredGrant>(ACCOUNTS * PER_ACCOUNT * 2);
        var accounts = new HashMap<AccountName, DesiredAccount>();
        for (int account = 0; account < ACCOUNTS; account++) {
            AccountName name = account(account);
            accounts.put(
                    name,
                    new DesiredAccount(
                            name, SubjectId.of("subject-" + account), AccountStatus.ENABLED, true, Map.of()));
            for (int number = 0; number < PER_ACCOUNT; number++) {
                Grant grant = grant(account, number, false);
                grants.put(grant, new DesiredState.DesiredGrant(grant, SourceSet.EMPTY));
            }
        }
        return new DesiredState(
                WAREHOUSE,
                new Revisions(1, 1, 1),
                NOW,
                vocabulary(),
                accounts,
                Set.of(),
                Set.of(),
                grants,
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Map.of(),
                List.of());
    }

    private static ObservedState observed() {
        var grants = new HashMap<Grant, ObservedGrant>(ACCOUNTS * PER_ACCOUNT * 2);
        var accounts = new HashMap<AccountName, ObservedAccount>();
        for (int account = 0; account < ACCOUNTS; account++) {
            AccountName name = account(account);
            accounts.put(
                    name,
                    new ObservedAccount(name, AccountKind.PERSONAL, AccountStatus.ENABLED, null, false, Map.of()));
            for (int number = 0; number < PER_ACCOUNT; number++) {
                Grant grant = grant(account, number, true);
                grants.put(grant, ObservedGrant.of(grant));
            }
        }
        var roles = new HashMap<AppRoleName, ObservedAppRole>();
        for (int role = 0; role < ROLES; role++) {
            AppRoleName name = AppRoleName.of("role-" + role);
            roles.put(name, new ObservedAppRole(name, false, false));
        }
        return new ObservedState(WAREHOUSE, new ReadScope.Full(Set.of()), NOW, accounts, roles, grants, Map.of());
    }

    private static ManagedScope scope(DesiredState desired) {
        var named = new TreeSet<AppRoleName>();
        for (int role = 0; role < ROLES; role++) {
            named.add(AppRoleName.of("role-" + role));
        }
        return new ManagedScope(
                new Modes(Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE),
                desired.vocabulary(),
                new TreeSet<>(),
                named,
                new TreeSet<>(desired.accounts().keySet()),
                new TreeMap<>(),
                List.of());
    }

    private static Vocabulary vocabulary() {
        var role = new Vocabulary.Kind(
                "role",
                Facet.MEMBERSHIPS,
                List.of(),
                false,
                Direction.WIDENS,
                Risk.STANDARD,
                Map.of("", "is a member of {resource}"),
                Set.of());
        return new Vocabulary(
                ApplicationName.of("warehouse"),
                Release.of("1.0"),
                new TreeMap<>(Map.of("role", role)),
                List.of(),
                Set.of(),
                List.of());
    }
}
