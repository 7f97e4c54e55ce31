package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Whether changes that were applied are really so.
 *
 * @param confirmed read back as they should be
 * @param left not so on the target, whatever it answered
 */
public record Verification(List<PlannedChange> confirmed, List<PlannedChange> left) {
    public Verification {
        confirmed = List.copyOf(confirmed);
        left = List.copyOf(left);
    }

    /** Judged by a read made after them; {@code after} must have been read for all that they touch. */
    public static Verification of(Collection<PlannedChange> applied, ObservedState after) {
        var confirmed = new ArrayList<PlannedChange>();
        var left = new ArrayList<PlannedChange>();
        for (PlannedChange planned : applied) {
            (isSo(planned.change(), after) ? confirmed : left).add(planned);
        }
        return new Verification(confirmed, left);
    }

    private static boolean isSo(Change change, ObservedState after) {
        return switch (change) {
            case Change.CreateAccount create -> after.accounts().containsKey(create.account());
            case Change.SetAccountStatus status -> status(status.account(), after) == status.to();
            case Change.CreateAppRole create -> after.appRoles().containsKey(create.role());
            case Change.DeleteAppRole delete -> !after.appRoles().containsKey(delete.role());
            case Change.AddGrant add -> holds(add.grant(), after);
            case Change.RemoveGrant remove -> isGone(remove.grant(), after);
            case Change.AlterGrant alter -> holds(alter.to(), after);
        };
    }

    private static AccountStatus status(AccountName account, ObservedState after) {
        ObservedAccount found = after.accounts().get(account);
        return found == null ? AccountStatus.UNKNOWN : found.status();
    }

    private static boolean isGone(Grant removed, ObservedState after) {
        if (!removed.entitlement().pattern()) {
            return !after.grants().containsKey(removed.key());
        }
        Coverage coverage = after.coverage().get(removed.key());
        return coverage != null && coverage.held() == 0;
    }

    private static boolean holds(Grant wanted, ObservedState after) {
        ObservedGrant found = after.grants().get(wanted.key());
        if (found != null) {
            return found.grant().equals(wanted);
        }
        Coverage coverage = after.coverage().get(wanted.key());
        return wanted.entitlement().pattern() && coverage != null && coverage.complete();
    }
}
