package dev.mandate.agent.link;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.state.ReadScope;
import java.util.Set;

/** What a remote agent is asked to do at its target: the methods of {@link dev.mandate.agent.api.Agent}. */
public sealed interface Call {
    /** To connect, and say what is there. */
    record Profile() implements Call {}

    record Read(ReadScope scope) implements Call {}

    record Apply(Batch batch) implements Call {}

    record OpenSessions(Set<AccountName> accounts) implements Call {
        public OpenSessions {
            accounts = Set.copyOf(accounts);
        }
    }

    record EndSessions(Set<AccountName> accounts) implements Call {
        public EndSessions {
            accounts = Set.copyOf(accounts);
        }
    }

    /** To ask the product who may do what. */
    record AskAccess(Set<Grant> questions) implements Call {
        public AskAccess {
            questions = Set.copyOf(questions);
        }
    }

    /** To look for ways in that no grant shows. */
    record FindUngoverned() implements Call {}

    /** To say what a sign-in changes. */
    record LoginFacts() implements Call {}

    /** To say when accounts were last used. */
    record LastUse(Set<AccountName> accounts) implements Call {
        public LastUse {
            accounts = Set.copyOf(accounts);
        }
    }

    /** Whether it may change the target. */
    default boolean changes() {
        return this instanceof Apply || this instanceof EndSessions;
    }
}
