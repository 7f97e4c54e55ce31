package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Remedies.Remedy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What must be known about all changes before one can be placed.
 *
 * @param gaining principals that are given something
 * @param losing principals that something is taken from, urgently or not
 * @param swaps principals other than AppRoles that both gain and, not urgently, lose
 * @param createdRoles AppRoles that the plan makes
 * @param gainingRoles AppRoles among {@code gaining}, and the created ones
 */
record PlanFacts(
        Set<Principal> gaining,
        Set<Principal> losing,
        Set<Principal> swaps,
        Set<AppRoleName> createdRoles,
        Set<AppRoleName> gainingRoles) {
    static PlanFacts of(Collection<Remedy> remedies) {
        var gaining = new HashSet<Principal>();
        var losing = new HashSet<Principal>();
        var losingSlowly = new HashSet<Principal>();
        var createdRoles = new HashSet<AppRoleName>();
        for (Remedy remedy : remedies) {
            Change change = remedy.change();
            if (gives(change)) {
                gaining.add(change.principal());
            } else if (change.direction().mayNarrow()) {
                losing.add(change.principal());
                if (!isUrgent(remedy)) {
                    losingSlowly.add(change.principal());
                }
            }
            if (change instanceof Change.CreateAppRole(AppRoleName role)) {
                createdRoles.add(role);
            }
        }
        var gainingRoles = new HashSet<>(createdRoles);
        var swaps = new HashSet<Principal>();
        for (Principal principal : gaining) {
            if (principal instanceof Principal.AppRole(AppRoleName role)) {
                gainingRoles.add(role);
            } else if (losingSlowly.contains(principal)) {
                swaps.add(principal);
            }
        }
        return new PlanFacts(gaining, losing, swaps, createdRoles, gainingRoles);
    }

    /** Whether the change can give somebody something, and takes nothing for sure. */
    static boolean gives(Change change) {
        return switch (change) {
            case Change.CreateAccount ignored -> true;
            case Change.CreateAppRole ignored -> true;
            case Change.AddGrant add -> add.direction().mayWiden();
            case Change.AlterGrant alter -> !alter.direction().mayNarrow();
            case Change.RemoveGrant remove -> !remove.direction().mayNarrow();
            case Change.SetAccountStatus ignored -> false;
            case Change.DeleteAppRole ignored -> false;
        };
    }

    /** Lane 1: a removal that narrows, for a cause that cannot wait. */
    static boolean isUrgent(Remedy remedy) {
        return remedy.cause().urgent()
                && remedy.change().direction().mayNarrow()
                && (remedy.change() instanceof Change.RemoveGrant
                        || remedy.change() instanceof Change.SetAccountStatus);
    }

    /** Lifting a limit from a principal that loses something: late, so that nothing is open before the rest has gone. */
    boolean isLiftedLate(Change change) {
        return change instanceof Change.RemoveGrant && losing.contains(change.principal());
    }

    /** Limiting a principal that gains something: early, so that nothing is open before the limit is there. */
    boolean isLimitedEarly(Change change) {
        return change instanceof Change.AddGrant
                && (gaining.contains(change.principal()) || isCreated(change.principal()));
    }

    private boolean isCreated(Principal principal) {
        return principal instanceof Principal.AppRole(AppRoleName role) && createdRoles.contains(role);
    }
}
