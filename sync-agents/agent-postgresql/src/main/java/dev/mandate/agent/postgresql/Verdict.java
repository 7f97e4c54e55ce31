package dev.mandate.agent.postgresql;

import dev.mandate.model.plan.Outcome;
import java.util.List;

/** What the catalogue says about a change before it is made. */
sealed interface Verdict {
    /** The answer is known without doing anything. */
    record Settled(Outcome outcome) implements Verdict {}

    /** To be done by these steps. */
    record Write(List<Step> steps) implements Verdict {
        public Write {
            steps = List.copyOf(steps);
        }
    }

    static Verdict alreadyInPlace() {
        return new Settled(new Outcome.AlreadyInPlace());
    }

    static Verdict rejected(String code, String why) {
        return new Settled(new Outcome.Rejected(code, why));
    }

    static Verdict stale(String why) {
        return rejected(Outcome.Rejected.STALE_PRIOR, why);
    }

    static Verdict write(Step... steps) {
        return new Write(List.of(steps));
    }
}
