package dev.mandate.model.subject;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes one subject of what several sources state about somebody. */
public final class Identities {
    private final Map<SubjectId, SubjectId> links;
    private final Map<SubjectId, Subject> subjects = new HashMap<>();
    private final Map<SubjectId, Directory.Linked> linked = new HashMap<>();

    /**
     * The most restrictive state wins; the attributes of the subject that others are linked to go before theirs.
     *
     * @param stated what each source says
     * @param links from an identity to another one of the same subject; those of what is not stated count for nothing
     * @throws IllegalArgumentException where links go in a circle
     */
    public Identities(Collection<Subject> stated, Map<SubjectId, SubjectId> links) {
        stated.forEach(subject -> subjects.put(subject.id(), subject));
        this.links = new TreeMap<>(links);
        this.links
                .entrySet()
                .removeIf(link -> !subjects.containsKey(link.getKey()) || !subjects.containsKey(link.getValue()));
        this.links.keySet().forEach(identity -> {
            SubjectId root = root(identity, this.links);
            Subject other = subjects.get(identity);
            Subject subject = subjects.get(root);
            if (other != null && subject != null) {
                linked.put(identity, new Directory.Linked(root, other.tenure()));
                subjects.put(root, with(subject, other));
            }
        });
        linked.keySet().forEach(subjects::remove);
        subjects.replaceAll((id, subject) -> owned(subject));
    }

    /**
     * The subject that an identity belongs to.
     *
     * @throws IllegalArgumentException where links go in a circle
     */
    public static SubjectId root(SubjectId identity, Map<SubjectId, SubjectId> links) {
        Set<SubjectId> seen = new HashSet<>();
        SubjectId here = identity;
        for (SubjectId next = links.get(here); next != null; next = links.get(here)) {
            if (!seen.add(here)) {
                throw new IllegalArgumentException("the links of " + identity + " go in a circle");
            }
            here = next;
        }
        return here;
    }

    /** Who owns something owns it under whichever identity the source names. */
    private Subject owned(Subject subject) {
        SubjectId owner = subject.owner();
        if (owner == null || !links.containsKey(owner)) {
            return subject;
        }
        return new Subject(
                subject.id(),
                subject.kind(),
                subject.state(),
                subject.tenure(),
                subject.attributes(),
                root(owner, links));
    }

    private static Subject with(Subject subject, Subject other) {
        Map<String, String> attributes = new HashMap<>(other.attributes());
        attributes.putAll(subject.attributes());
        return new Subject(
                subject.id(),
                subject.kind(),
                subject.state().mostRestrictive(other.state()),
                subject.tenure(),
                attributes,
                subject.owner());
    }

    public Map<SubjectId, Subject> subjects() {
        return Collections.unmodifiableMap(subjects);
    }

    /** By identity: whom it belongs to. */
    public Map<SubjectId, Directory.Linked> links() {
        return Collections.unmodifiableMap(linked);
    }
}
