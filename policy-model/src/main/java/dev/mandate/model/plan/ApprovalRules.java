package dev.mandate.model.plan;

import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who may say yes to a waiting set, and to which. */
public final class ApprovalRules {
    /** What no yes can replace: a confirmed deployment, a vocabulary that knows the word. */
    private static final Set<FindingCode> NOT_APPROVABLE =
            Set.of(FindingCode.PIN_CHANGED, FindingCode.DIVERGED, FindingCode.UNKNOWN_VOCABULARY);

    private static final int SHOWN = 3;

    private ApprovalRules() {}

    static boolean isApprovable(Set<FindingCode> codes) {
        return Collections.disjoint(codes, NOT_APPROVABLE);
    }

    /**
     * Why this approval is refused, with what to do instead; empty where it is not.
     *
     * @param seen the hash that the approver was shown
     * @param approver the subject and everybody linked to it, now or in the past
     * @param authors who wrote, requested or published a cause of any of the changes
     * @param gains what each of those gains whose access any of the changes widens, in words
     */
    public static Optional<String> refusal(
            WaitingSet waiting,
            String seen,
            Set<SubjectId> approver,
            Set<SubjectId> authors,
            Map<SubjectId, SortedSet<String>> gains) {
        if (waiting.changes().isEmpty()) {
            return Optional.of("nothing waits");
        }
        if (!waiting.hash().equals(seen)) {
            return Optional.of("what waits is not what was shown any more: look at the plan again");
        }
        Optional<FindingCode> hard = waiting.changes().stream()
                .flatMap(change -> change.codes().stream())
                .filter(NOT_APPROVABLE::contains)
                .findFirst();
        if (hard.isPresent()) {
            return Optional.of(hard.get().code() + " cannot be approved: "
                    + (hard.get() == FindingCode.UNKNOWN_VOCABULARY
                            ? "correct the policy, or bring the vocabulary up to date"
                            : "confirm the deployment"));
        }
        if (!Collections.disjoint(approver, authors)) {
            return Optional.of("the approver wrote, requested or published a cause: somebody else must approve");
        }
        SortedSet<String> own = approver.stream()
                .flatMap(one -> gains.getOrDefault(one, Collections.emptySortedSet()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return own.isEmpty() ? Optional.empty() : Optional.of(gaining(waiting, own));
    }

    /** A yes is to the whole set, so whoever gains by a part of it says none; the hash is of nothing less. */
    private static String gaining(WaitingSet waiting, SortedSet<String> own) {
        return "the approver would gain access by " + own.size() + " of "
                + waiting.changes().size() + ": "
                + own.stream().limit(SHOWN).collect(Collectors.joining("; ")) + (own.size() > SHOWN ? "; …" : "")
                + ". Somebody else must approve them all";
    }
}
