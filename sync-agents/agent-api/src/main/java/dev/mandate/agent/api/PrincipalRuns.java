package dev.mandate.agent.api;

import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Takes a batch apart into runs of changes of one principal, for a product that holds something whole for each. */
public final class PrincipalRuns {
    private final Function<Change, Optional<Outcome.Rejected>> rules;
    private final BiFunction<Principal, List<Change>, List<Outcome>> work;

    /**
     * For one agent.
     *
     * @param rules what is refused before any call
     * @param work does changes of one principal, one or more, and answers each in order
     */
    public PrincipalRuns(
            Function<Change, Optional<Outcome.Rejected>> rules,
            BiFunction<Principal, List<Change>, List<Outcome>> work) {
        this.rules = rules;
        this.work = work;
    }

    /** The answers to the changes of a batch, in their order. */
    public List<Outcome> apply(Batch batch) {
        List<Change> changes =
                batch.changes().stream().map(PlannedChange::change).toList();
        var outcomes = new ArrayList<Outcome>();
        for (int from = 0; from < changes.size(); ) {
            Principal principal = changes.get(from).principal();
            int to = from + 1;
            while (to < changes.size() && changes.get(to).principal().equals(principal)) {
                to++;
            }
            outcomes.addAll(apply(principal, changes.subList(from, to)));
            from = to;
        }
        return List.copyOf(outcomes);
    }

    private List<Outcome> apply(Principal principal, List<Change> changes) {
        List<Optional<Outcome.Rejected>> refusals = changes.stream().map(rules).toList();
        var open = new ArrayList<Change>();
        for (int i = 0; i < changes.size(); i++) {
            if (refusals.get(i).isEmpty()) {
                open.add(changes.get(i));
            }
        }
        List<Outcome> answers = open.isEmpty() ? List.of() : work.apply(principal, open);
        var settled = answers.iterator();
        var outcomes = new ArrayList<Outcome>();
        for (Optional<Outcome.Rejected> refusal : refusals) {
            outcomes.add(refusal.<Outcome>map(rejected -> rejected).orElseGet(settled::next));
        }
        return outcomes;
    }
}
