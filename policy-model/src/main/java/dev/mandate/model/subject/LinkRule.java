package dev.mandate.model.subject;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Says that people of several sources with one value of an attribute are one person.
 *
 * @param sources the first one that states somebody says who they are, the others are linked to that
 */
public record LinkRule(String attribute, List<SourceId> sources) {
    public LinkRule {
        attribute = Ids.text("attribute of a link rule", attribute);
        sources = List.copyOf(sources);
        if (sources.size() < 2 || new HashSet<>(sources).size() < sources.size()) {
            throw new IllegalArgumentException(
                    "a link rule is about two or more different sources, not about " + sources);
        }
    }

    /** What a source states. */
    public record Identity(SubjectId id, SourceId source) {}

    /** One more edge, from an identity to the one that it is linked to. */
    public record Link(SubjectId identity, SubjectId to) {}

    /**
     * What follows from people who share a value.
     *
     * @param doubt why nobody is linked, in one sentence without the value; empty where it is clear who is who
     */
    public record Answer(List<Link> links, Optional<String> doubt) {
        public Answer {
            links = List.copyOf(links);
        }
    }

    /**
     * Links nobody unless each source states one at most: two people of one source with one value may be one who was
     * entered twice, or two of whom one has the other's old address.
     *
     * @param sharing everybody of these sources who has the value, leavers too
     * @param links there are already
     * @param undone whether a person said that these two are not one
     */
    public Answer judge(
            List<Identity> sharing, Map<SubjectId, SubjectId> links, BiPredicate<SubjectId, SubjectId> undone) {
        Map<SourceId, List<Identity>> bySource =
                sharing.stream().collect(Collectors.groupingBy(Identity::source, TreeMap::new, Collectors.toList()));
        for (SourceId source : sources) {
            int those = bySource.getOrDefault(source, List.of()).size();
            if (those > 1) {
                return new Answer(
                        List.of(),
                        Optional.of(those + " people of " + source + " have the same " + attribute
                                + " as somebody in another source: link by hand whom you mean"));
            }
        }
        List<SubjectId> ordered = sources.stream()
                .flatMap(source -> bySource.getOrDefault(source, List.of()).stream())
                .map(Identity::id)
                .toList();
        var added = new ArrayList<Link>();
        for (SubjectId identity : ordered.subList(Math.min(1, ordered.size()), ordered.size())) {
            SubjectId to = ordered.getFirst();
            SubjectId root = Identities.root(to, links);
            if (root.equals(Identities.root(identity, links)) || undone.test(identity, to)) {
                continue;
            }
            if (links.containsKey(identity)) {
                return new Answer(
                        List.of(),
                        Optional.of("somebody has the " + attribute + " of one person and is linked to another one:"
                                + " unlink what is wrong"));
            }
            added.add(new Link(identity, to));
        }
        return new Answer(added, Optional.empty());
    }
}
