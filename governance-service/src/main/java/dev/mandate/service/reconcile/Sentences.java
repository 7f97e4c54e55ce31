package dev.mandate.service.reconcile;

import dev.mandate.model.plan.Change;
import java.util.Locale;

/** A change in one line, as people read it in a plan. */
final class Sentences {
    private Sentences() {}

    static String of(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> "create account " + create.account();
            case Change.SetAccountStatus status ->
                (status.to().name().equals("ENABLED") ? "enable" : "disable") + " account " + status.account()
                        + " (was " + status.from().name().toLowerCase(Locale.ROOT) + ")";
            case Change.CreateAppRole create -> "create app-role " + create.role();
            case Change.DeleteAppRole delete -> "delete app-role " + delete.role();
            case Change.AddGrant add ->
                "give " + add.grant().entitlement() + " to " + add.grant().principal();
            case Change.RemoveGrant remove ->
                "take " + remove.grant().entitlement() + " from "
                        + remove.grant().principal();
            case Change.AlterGrant alter ->
                "change " + alter.from().entitlement() + " of " + alter.to().principal() + " to "
                        + alter.to().entitlement();
        };
    }
}
