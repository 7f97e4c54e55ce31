package dev.mandate.model.plan;

import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.FindingCode;
import java.util.List;

/** Guards against changing what is not what it seems, or what Mandate itself stands on. */
final class TargetGuards {
    private TargetGuards() {}

    /** What answered is not the instance that was pinned. */
    static void pinChanged(GuardFacts facts, Held held) {
        if (facts.context().pin() == GuardContext.Pin.CHANGED) {
            held.hold(
                    FindingCode.PIN_CHANGED,
                    facts.plan().deployment().value(),
                    "another instance answers than the pinned one: find out why, then `mandate deployment confirm "
                            + facts.plan().deployment() + "`",
                    facts.changes());
        }
    }

    /** What was ordered of it is not what the store remembers; leavers and Holds still end. */
    static void diverged(GuardFacts facts, Held held) {
        if (facts.context().pin() == GuardContext.Pin.DIVERGED) {
            held.hold(
                    FindingCode.DIVERGED,
                    facts.plan().deployment().value(),
                    "its agent changed what this store does not know of, or is not believed: compare the two, then"
                            + " `mandate deployment confirm " + facts.plan().deployment() + "`",
                    facts.changes());
        }
    }

    /** The account that the agent uses, or what it has its permissions from. */
    static void ownCredential(GuardFacts facts, Held held) {
        var self = new Principal.Account(facts.context().self());
        for (PlannedChange planned : facts.changes()) {
            Principal principal = planned.change().principal();
            boolean through = principal instanceof Principal.AppRole
                    && planned.change().direction().mayNarrow()
                    && facts.context().standing().people(principal).contains(self.name());
            if (principal.equals(self) || through) {
                held.hold(
                        FindingCode.OWN_CREDENTIAL,
                        principal.toString(),
                        "the agent's own account " + self.name() + " depends on " + principal
                                + ": approve it if the agent can do without",
                        List.of(planned));
            }
        }
    }

    /** What any of the limits protects. */
    static void protectedNames(GuardFacts facts, Held held) {
        List<Entitlement> names = facts.context().limits().stream()
                .map(GuardLimits::protect)
                .flatMap(List::stream)
                .map(Entitlement::key)
                .toList();
        if (names.isEmpty()) {
            return;
        }
        for (PlannedChange planned : facts.changes()) {
            planned.change()
                    .about()
                    .map(Grant::key)
                    .filter(grant -> names.stream().anyMatch(name -> Patterns.covers(name, grant.entitlement())))
                    .ifPresent(grant -> held.hold(
                            FindingCode.PROTECTED,
                            grant.toString(),
                            "policy protects " + grant.entitlement() + ": approve it if it is meant",
                            List.of(planned)));
        }
    }

    /** A word that this release's vocabulary does not have. */
    static void unknownVocabulary(GuardFacts facts, Held held) {
        for (PlannedChange planned : facts.changes()) {
            boolean gives =
                    planned.change() instanceof Change.AddGrant || planned.change() instanceof Change.AlterGrant;
            planned.change()
                    .about()
                    .filter(grant -> gives && !isKnown(facts.context().vocabulary(), grant.entitlement()))
                    .ifPresent(grant -> held.hold(
                            FindingCode.UNKNOWN_VOCABULARY,
                            grant.toString(),
                            facts.context().vocabulary().application() + " "
                                    + facts.context().vocabulary().release() + " does not know " + grant.entitlement()
                                    + ": correct the policy, or bring the vocabulary up to date",
                            List.of(planned)));
        }
    }

    private static boolean isKnown(Vocabulary vocabulary, Entitlement entitlement) {
        return vocabulary
                .kind(entitlement)
                .filter(kind -> entitlement.action() == null
                        ? kind.actions().isEmpty()
                        : kind.actions().contains(entitlement.action()))
                .filter(kind -> kind.pattern() || !entitlement.pattern())
                .isPresent();
    }
}
