package dev.mandate.agent.api;

import dev.mandate.model.access.AccountName;
import java.util.Map;
import java.util.Set;

/**
 * Ends sessions that are open already: to keep an account from signing in again does not end them. Never touches the
 * agent's own account or a superuser's, whoever is asked for.
 */
public interface SessionKill {
    /**
     * What is open of one account.
     *
     * @param count at least 1
     * @param mayNot why this agent may not end them, with the fix; empty where it may
     */
    record Open(int count, String mayNot) {
        public Open {
            if (count < 1) {
                throw new IllegalArgumentException("nothing is open: " + count);
            }
        }

        public boolean mayEnd() {
            return mayNot.isEmpty();
        }
    }

    /**
     * What became of the sessions of one account.
     *
     * @param ended how many are gone by this call
     * @param left how many go on
     * @param why they go on, with the fix; empty where none does
     */
    record Ended(int ended, int left, String why) {
        public Ended {
            if (ended < 0 || left < 0 || (left == 0) != why.isEmpty()) {
                throw new IllegalArgumentException("what goes on has a reason: " + left + " '" + why + "'");
            }
        }
    }

    /**
     * The accounts among these that have sessions; changes nothing.
     *
     * @throws AgentException when it could not be found out
     */
    Map<AccountName, Open> open(Set<AccountName> accounts);

    /**
     * Ends what these accounts have open and waits a moment for it; doing it again ends only what is new.
     *
     * @return one answer for each account that had a session
     * @throws AgentException when nobody knows what became of them
     */
    Map<AccountName, Ended> end(Set<AccountName> accounts);
}
