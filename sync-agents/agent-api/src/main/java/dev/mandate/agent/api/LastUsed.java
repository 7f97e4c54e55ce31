package dev.mandate.agent.api;

import dev.mandate.model.access.AccountName;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Tells when accounts were last used, as far as the product remembers. */
public interface LastUsed {
    /** What the product remembers of one account. */
    sealed interface Use {
        /** Last signed in then. */
        record At(Instant at) implements Use {}

        /** The product counts sign-ins and there was none. */
        record Never() implements Use {}

        /** It does not say. */
        record Unknown() implements Use {}
    }

    /**
     * When each was last used; changes nothing.
     *
     * @return one answer for each account, also for those that do not exist
     * @throws AgentException when it could not be asked
     */
    Map<AccountName, Use> of(Set<AccountName> accounts);
}
