package dev.mandate.model.plan;

import dev.mandate.model.access.Principal;

/** When a change goes among those of its lane and principal; earlier steps first. */
enum Step {
    CREATE,
    /** A DENY or a filter, before what it limits. */
    LIMIT,
    GIVE,
    /** A membership of an AppRole in an AppRole: after the content of both. */
    NEST,
    /** A change that may take something: before what certainly takes. */
    ALTER,
    /** Disabling an account ends more than any removal, so it comes before them. */
    DISABLE,
    TAKE,
    /** Lifting a DENY or a filter, after what it limited is gone. */
    LIFT,
    /** An account is opened again when it has nothing left that it should not have. */
    ENABLE,
    DELETE;

    static Step of(Change change, PlanFacts facts) {
        return switch (change) {
            case Change.CreateAccount ignored -> CREATE;
            case Change.CreateAppRole ignored -> CREATE;
            case Change.DeleteAppRole ignored -> DELETE;
            case Change.SetAccountStatus status -> status.direction().mayNarrow() ? DISABLE : ENABLE;
            case Change.AlterGrant alter -> alter.direction().mayNarrow() ? ALTER : GIVE;
            case Change.AddGrant add -> adding(add, facts);
            case Change.RemoveGrant remove -> removing(remove, facts);
        };
    }

    private static Step adding(Change.AddGrant add, PlanFacts facts) {
        if (!add.direction().mayWiden()) {
            return facts.isLimitedEarly(add) ? LIMIT : ALTER;
        }
        boolean nests = add.principal() instanceof Principal.AppRole
                && add.grant().entitlement().memberOf().isPresent();
        return nests ? NEST : GIVE;
    }

    private static Step removing(Change.RemoveGrant remove, PlanFacts facts) {
        if (remove.direction().mayNarrow()) {
            return TAKE;
        }
        return facts.isLiftedLate(remove) ? LIFT : GIVE;
    }

    /** Whether it belongs to what goes before anything is taken. */
    boolean gives() {
        return compareTo(ALTER) < 0;
    }

    /** The stretch of the lane; within one, changes go principal by principal. */
    int phase(Lane lane, Principal principal) {
        boolean role = principal instanceof Principal.AppRole;
        return switch (lane) {
            case URGENT_REMOVALS -> 0;
            case SWAPS -> role ? giving() : 2;
            case REST ->
                switch (this) {
                    case CREATE, LIMIT, GIVE, NEST -> role ? giving() : 2;
                    case ALTER, DISABLE, TAKE -> role ? 4 : 3;
                    case LIFT -> 5;
                    case ENABLE -> 6;
                    case DELETE -> 7;
                };
        };
    }

    private int giving() {
        return this == NEST ? 1 : 0;
    }
}
