package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One difference between what should be in a deployment and what was read there. */
public sealed interface Drift extends Comparable<Drift> {
    /** What differs, with the value it has on the side that has it. */
    sealed interface Thing extends Comparable<Thing> {
        record OfAccount(AccountName name, AccountStatus status) implements Thing {
            @Override
            public String toString() {
                return "account:" + name;
            }
        }

        record OfAppRole(AppRoleName name) implements Thing {
            @Override
            public String toString() {
                return "app-role:" + name;
            }
        }

        record OfGrant(Grant grant) implements Thing {
            @Override
            public String toString() {
                return grant.toString();
            }
        }

        /** Accounts, AppRoles, grants; each by name. */
        @Override
        default int compareTo(Thing other) {
            if (this instanceof OfAccount mine && other instanceof OfAccount theirs) {
                return mine.name.compareTo(theirs.name);
            }
            if (this instanceof OfAppRole mine && other instanceof OfAppRole theirs) {
                return mine.name.compareTo(theirs.name);
            }
            if (this instanceof OfGrant mine && other instanceof OfGrant theirs) {
                return mine.grant.compareTo(theirs.grant);
            }
            return Integer.compare(rank(), other.rank());
        }

        private int rank() {
            return switch (this) {
                case OfAccount ignored -> 0;
                case OfAppRole ignored -> 1;
                case OfGrant ignored -> 2;
            };
        }
    }

    Thing thing();

    /** Why it differs, as far as the desired state knows. */
    Cause cause();

    /**
     * It should be there and is not.
     *
     * @param coverage how much of a pattern is there; null for anything else and where the target did not tell
     */
    record Missing(Thing thing, @Nullable Coverage coverage) implements Drift {
        @Override
        public Cause cause() {
            return Cause.POLICY;
        }
    }

    /**
     * It is there and should not be.
     *
     * @param given whether Mandate itself gave and verified it
     */
    record Unexpected(Thing thing, Cause cause, boolean given) implements Drift {}

    /** It is there, otherwise than it should be. */
    record Different(Thing found, Thing thing, Cause cause) implements Drift {}

    /**
     * It differs and is outside the {@link ManagedScope}, or cannot be taken away.
     *
     * @param wanted whether policy wants it there, rather than not
     */
    record Unmanaged(Thing thing, boolean wanted, Cause cause, String reason) implements Drift {}

    /** By {@link #thing()}; then missing, different, unexpected, unmanaged. */
    @Override
    default int compareTo(Drift other) {
        int byThing = thing().compareTo(other.thing());
        return byThing != 0 ? byThing : Integer.compare(rank(), other.rank());
    }

    private int rank() {
        return switch (this) {
            case Missing ignored -> 0;
            case Different ignored -> 1;
            case Unexpected ignored -> 2;
            case Unmanaged ignored -> 3;
        };
    }

    /**
     * Every difference, in order; empty means in sync. Compares only what {@code observed} was read for. Not compared:
     * neutral entitlements, frozen grants, an unknown account status, and a literal grant that a desired pattern of the
     * same principal explains.
     *
     * @throws IllegalArgumentException if the two states are of different deployments
     */
    static List<Drift> between(DesiredState desired, ObservedState observed, ManagedScope scope) {
        return new Comparison(desired, observed, scope).drift();
    }
}
