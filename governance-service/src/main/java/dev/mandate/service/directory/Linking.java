package dev.mandate.service.directory;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.Identities;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.ledger.LedgerApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Links identities by the rules of the operator's file, whenever people changed; in the transaction of that change. */
@Component
class Linking {
    private static final LedgerActor ACTOR = Caller.job("links").actor();

    private final List<LinkRule> rules;
    private final LinkStore store;
    private final LedgerApi ledger;

    Linking(Sources sources, LinkStore store, LedgerApi ledger) {
        this.rules = sources.links();
        this.store = store;
        this.ledger = ledger;
    }

    /** A value that people share of whom it is not clear who is who. */
    record Doubt(LinkRule rule, List<SubjectId> sharing, String why) {}

    /** Whoever came again comes again in every source that states them: none of their identities inherits anything. */
    void cameAgain(Collection<SubjectId> returned) {
        Map<SubjectId, SubjectId> links = returned.isEmpty() ? Map.of() : store.inForce();
        if (links.isEmpty()) {
            return;
        }
        Set<SubjectId> roots = new HashSet<>();
        returned.forEach(identity -> roots.add(Identities.root(identity, links)));
        Set<SubjectId> others = new HashSet<>(roots);
        links.keySet().stream()
                .filter(identity -> roots.contains(Identities.root(identity, links)))
                .forEach(others::add);
        others.removeAll(Set.copyOf(returned));
        store.countTenure(others);
    }

    /** Whoever is of another kind than before is nobody's other identity any more: a person said to be a service, say. */
    void turned(Collection<SubjectId> subjects, LedgerActor actor, Instant now) {
        if (subjects.isEmpty()) {
            return;
        }
        String reason = "of another kind now";
        List<LinkRule.Link> ended = store.endAll(subjects, actor.id(), reason, now);
        ledger.append(ended.stream()
                .map(link -> unlinked(link.identity(), link.to(), reason, actor))
                .toList());
    }

    static LedgerEvent unlinked(SubjectId identity, SubjectId from, String reason, LedgerActor actor) {
        return LedgerEvent.done(actor, ActionCode.of("subject.unlinked"), new LedgerObject("subject", from.value()))
                .with(Map.of("identity", JsonValue.text(identity.value()), "reason", JsonValue.text(reason)));
    }

    /** After a reading was taken over. */
    void all(Instant now) {
        link(rules, store::sharing, now);
    }

    /** Who may come to be one with somebody of whom the source says this. */
    Set<UUID> alike(SourceId source, Collection<SourcePerson> stated) {
        Set<UUID> alike = new HashSet<>();
        for (LinkRule rule : rules) {
            if (!rule.sources().contains(source)) {
                continue;
            }
            Set<String> values = stated.stream()
                    .map(person -> person.attributes().getOrDefault(rule.attribute(), ""))
                    .collect(Collectors.toSet());
            alike.addAll(store.having(rule, values));
        }
        return alike;
    }

    /** After a source told of somebody. */
    void of(SourceId source, SubjectId identity, Instant now) {
        link(
                rules.stream().filter(rule -> rule.sources().contains(source)).toList(),
                rule -> store.sharing(rule, List.of(identity)),
                now);
    }

    private void link(
            List<LinkRule> which, Function<LinkRule, Map<String, List<LinkRule.Identity>>> sharing, Instant now) {
        if (which.isEmpty()) {
            return;
        }
        Map<SubjectId, SubjectId> links = new HashMap<>(store.inForce());
        Set<LinkRule.Link> undone = store.undone();
        for (LinkRule rule : which) {
            List<LinkRule.Link> added = new ArrayList<>();
            sharing.apply(rule).values().forEach(people -> {
                LinkRule.Answer answer = judge(rule, people, links, undone);
                answer.links().forEach(link -> links.put(link.identity(), link.to()));
                added.addAll(answer.links());
            });
            if (!added.isEmpty()) {
                store.insert(added, rule.attribute(), ACTOR.id(), null, now);
                ledger.append(added.stream()
                        .map(link -> linked(link, ACTOR)
                                .with(Map.of(
                                        "identity",
                                                JsonValue.text(link.identity().value()),
                                        "attribute", JsonValue.text(rule.attribute()))))
                        .toList());
            }
        }
    }

    /** Where nobody can be linked for now, because it is not clear who is who. */
    List<Doubt> doubts() {
        Map<SubjectId, SubjectId> links = store.inForce();
        Set<LinkRule.Link> undone = store.undone();
        List<Doubt> doubts = new ArrayList<>();
        for (LinkRule rule : rules) {
            store.sharing(rule)
                    .values()
                    .forEach(sharing -> judge(rule, sharing, links, undone)
                            .doubt()
                            .ifPresent(why -> doubts.add(new Doubt(
                                    rule,
                                    sharing.stream().map(LinkRule.Identity::id).toList(),
                                    why))));
        }
        return doubts;
    }

    private static LinkRule.Answer judge(
            LinkRule rule,
            List<LinkRule.Identity> sharing,
            Map<SubjectId, SubjectId> links,
            Set<LinkRule.Link> undone) {
        return rule.judge(
                sharing,
                links,
                (one, other) -> undone.contains(new LinkRule.Link(one, other))
                        || undone.contains(new LinkRule.Link(other, one)));
    }

    static LedgerEvent linked(LinkRule.Link link, LedgerActor actor) {
        return LedgerEvent.done(
                actor,
                ActionCode.of("subject.linked"),
                new LedgerObject("subject", link.to().value()));
    }
}
