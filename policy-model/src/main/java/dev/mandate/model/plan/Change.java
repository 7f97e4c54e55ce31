package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.subject.SubjectId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every effect Mandate can have on a deployment. A change carries the prior value of its key, checked by the agent just
 * before it is applied: an account, AppRole or grant that is made must be absent, one that is altered or removed must
 * still be as named here.
 */
public sealed interface Change {
    Direction direction();

    /** The account or AppRole that the change is about; changes of one principal keep their order. */
    Principal principal();

    /** The grant that it adds, removes or leaves behind. */
    default Optional<Grant> about() {
        return this instanceof RemoveGrant(Grant grant, var ignored) ? Optional.of(grant) : gives();
    }

    /** The grant that is there afterwards. */
    default Optional<Grant> gives() {
        return switch (this) {
            case AddGrant add -> Optional.of(add.grant());
            case AlterGrant alter -> Optional.of(alter.to());
            case RemoveGrant ignored -> Optional.empty();
            case CreateAccount ignored -> Optional.empty();
            case SetAccountStatus ignored -> Optional.empty();
            case CreateAppRole ignored -> Optional.empty();
            case DeleteAppRole ignored -> Optional.empty();
        };
    }

    /**
     * Makes an account for a subject.
     *
     * @param attributes what the product wants to know about the person: e-mail, name
     */
    record CreateAccount(AccountName account, SubjectId subject, SortedMap<String, String> attributes)
            implements Change {
        public CreateAccount {
            attributes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }

        @Override
        public Direction direction() {
            return Direction.WIDENS;
        }

        @Override
        public Principal principal() {
            return new Principal.Account(account);
        }
    }

    record SetAccountStatus(AccountName account, AccountStatus from, AccountStatus to) implements Change {
        @Override
        public Direction direction() {
            return to == AccountStatus.ENABLED ? Direction.WIDENS : Direction.NARROWS;
        }

        @Override
        public Principal principal() {
            return new Principal.Account(account);
        }
    }

    record CreateAppRole(AppRoleName role) implements Change {
        @Override
        public Direction direction() {
            return Direction.WIDENS;
        }

        @Override
        public Principal principal() {
            return new Principal.AppRole(role);
        }
    }

    /** Only of an AppRole that nobody holds and that holds nothing. */
    record DeleteAppRole(AppRoleName role) implements Change {
        @Override
        public Direction direction() {
            return Direction.NARROWS;
        }

        @Override
        public Principal principal() {
            return new Principal.AppRole(role);
        }
    }

    record AddGrant(Grant grant, Direction direction) implements Change {
        @Override
        public Principal principal() {
            return grant.principal();
        }
    }

    record RemoveGrant(Grant grant, Direction direction) implements Change {
        @Override
        public Principal principal() {
            return grant.principal();
        }
    }

    /** Same {@link Grant#key()}, another condition or other options. */
    record AlterGrant(Grant from, Grant to, Direction direction) implements Change {
        public AlterGrant {
            if (!from.key().equals(to.key())) {
                throw new IllegalArgumentException("a grant can only be altered into one of its key: " + from);
            }
        }

        @Override
        public Principal principal() {
            return to.principal();
        }
    }
}
