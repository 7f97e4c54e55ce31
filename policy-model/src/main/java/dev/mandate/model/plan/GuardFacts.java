package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.state.Cause;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A plan and what guards ask about its changes. */
final class GuardFacts {
    private final Plan plan;
    private final GuardContext context;
    private final List<PlannedChange> changes;
    private final Map<Risk, Set<AppRoleName>> rolesByRisk = new EnumMap<>(Risk.class);

    GuardFacts(Plan plan, GuardContext context) {
        this.plan = plan;
        this.context = context;
        this.changes = plan.changes().toList();
    }

    Plan plan() {
        return plan;
    }

    GuardContext context() {
        return context;
    }

    List<PlannedChange> changes() {
        return changes;
    }

    /** Removals and the like, urgent or not. */
    List<PlannedChange> narrowing() {
        return changes.stream()
                .filter(planned -> planned.change().direction().mayNarrow())
                .toList();
    }

    List<PlannedChange> widening() {
        return changes.stream()
                .filter(planned -> planned.change().direction().mayWiden())
                .toList();
    }

    /** Whether a removal is only inferred from something missing in a source. */
    boolean isByAbsence(PlannedChange planned) {
        return planned.cause() == Cause.ABSENT
                || (planned.cause() == Cause.LEFT
                        && planned.change().principal() instanceof Principal.Account(var account)
                        && context.sources().leftByAbsence().contains(account));
    }

    /** Everybody whom one of these changes reaches. */
    Set<AccountName> people(Collection<PlannedChange> some) {
        var people = new HashSet<AccountName>();
        for (PlannedChange planned : some) {
            if (!(planned.change() instanceof Change.CreateAppRole
                    || planned.change() instanceof Change.DeleteAppRole)) {
                people.addAll(context.standing().people(planned.change().principal()));
            }
        }
        return people;
    }

    /** The strictest of what the limits allow. */
    long allowed(Function<GuardLimits, GuardLimits.Limit> limit, long whole) {
        return context.limits().stream()
                .map(limit)
                .mapToLong(one -> one.allowed(whole))
                .min()
                .orElse(0);
    }

    static Optional<AppRoleName> membership(Change change) {
        return change.about().flatMap(grant -> grant.entitlement().memberOf());
    }

    /** The greatest of what vocabulary, roles and, for a membership, the content of the AppRole say. */
    Risk risk(Change change) {
        return change.about().map(this::risk).orElse(Risk.STANDARD);
    }

    private Risk risk(Grant grant) {
        Risk own = context.vocabulary()
                .risk(grant.entitlement())
                .max(context.roleRisks().getOrDefault(grant.key(), Risk.STANDARD));
        return grant.entitlement()
                .memberOf()
                .map(role -> own.max(content(role)))
                .orElse(own);
    }

    /** What being a member of this AppRole can do, as far as membership and content say. */
    Risk risk(AppRoleName role) {
        return context.vocabulary().risk(Entitlement.memberOf(role)).max(content(role));
    }

    private Risk content(AppRoleName role) {
        if (rolesWith(Risk.CRITICAL).contains(role)) {
            return Risk.CRITICAL;
        }
        return rolesWith(Risk.ELEVATED).contains(role) ? Risk.ELEVATED : Risk.STANDARD;
    }

    private Set<AppRoleName> rolesWith(Risk risk) {
        return rolesByRisk.computeIfAbsent(risk, wanted -> {
            var gaining = new HashSet<AppRoleName>();
            for (PlannedChange planned : changes) {
                if (planned.change() instanceof Change.AddGrant(Grant grant, var direction)
                        && grant.principal() instanceof Principal.AppRole(var role)
                        && context.vocabulary().risk(grant.entitlement()) == wanted) {
                    gaining.add(role);
                }
            }
            return context.standing().rolesWith(held(wanted), gaining);
        });
    }

    /** What somebody holds of this risk. */
    List<Entitlement> held(Risk risk) {
        return context.standing().entitlements().stream()
                .filter(entitlement -> context.vocabulary().risk(entitlement) == risk)
                .toList();
    }
}
