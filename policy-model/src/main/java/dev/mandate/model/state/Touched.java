package dev.mandate.model.state;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.Waiver;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose access may have changed between two snapshots, so that a reconciliation need not look at everybody.
 *
 * @param everybody policy itself changed: any access may differ
 * @param subjects whose state, attributes, groups, assignments, waivers or Holds differ
 * @param whole deployments with a Hold on a principal that need not belong to anybody
 */
public record Touched(boolean everybody, Set<SubjectId> subjects, Set<DeploymentId> whole) {
    public Touched {
        subjects = Set.copyOf(subjects);
        whole = Set.copyOf(whole);
    }

    public boolean isNothing() {
        return !everybody && subjects.isEmpty() && whole.isEmpty();
    }

    /** What changed from one snapshot to a later one; the passing of time counts as well. */
    public static Touched between(AccessSnapshot before, AccessSnapshot after) {
        if (before.policy().number() != after.policy().number()
                || !before.policy().hash().equals(after.policy().hash())
                || !before.policy().pins().equals(after.policy().pins())) {
            return new Touched(true, Set.of(), Set.of());
        }
        return new Difference(before, after).touched();
    }

    private static final class Difference {
        private final AccessSnapshot before;
        private final AccessSnapshot after;
        private final Set<SubjectId> subjects = new HashSet<>();
        private final Set<DeploymentId> whole = new HashSet<>();

        Difference(AccessSnapshot before, AccessSnapshot after) {
            this.before = before;
            this.after = after;
        }

        Touched touched() {
            if (before.directory().revision() != after.directory().revision()) {
                people();
                groups();
                links();
            }
            different(before.assignments(), after.assignments()).stream()
                    .map(Assignment::subject)
                    .forEach(subjects::add);
            after.assignments().stream()
                    .filter(assignment -> turned(assignment.validity()))
                    .map(Assignment::subject)
                    .forEach(subjects::add);
            different(before.waivers(), after.waivers()).stream()
                    .map(Waiver::subject)
                    .forEach(subjects::add);
            after.waivers().stream()
                    .filter(waiver -> turned(waiver.validity()))
                    .map(Waiver::subject)
                    .forEach(subjects::add);
            different(before.holds(), after.holds()).forEach(this::hold);
            after.holds().stream().filter(hold -> passed(hold.until())).forEach(this::hold);
            mappings();
            return new Touched(false, everyIdentity(), whole);
        }

        private void people() {
            after.directory().subjects().forEach((id, subject) -> {
                if (!subject.equals(before.directory().subjects().get(id))) {
                    subjects.add(id);
                }
            });
            before.directory().subjects().keySet().stream()
                    .filter(id -> !after.directory().subjects().containsKey(id))
                    .forEach(subjects::add);
        }

        private void links() {
            Set<SubjectId> linked = new HashSet<>(before.directory().links().keySet());
            linked.addAll(after.directory().links().keySet());
            linked.removeIf(identity -> Objects.equals(
                    before.directory().links().get(identity),
                    after.directory().links().get(identity)));
            subjects.addAll(linked);
        }

        /** With whoever they were, and are, by the links between identities. */
        private Set<SubjectId> everyIdentity() {
            Set<SubjectId> all = new HashSet<>(subjects);
            subjects.forEach(subject -> {
                all.add(before.directory().whoIs(subject));
                all.add(after.directory().whoIs(subject));
            });
            return all;
        }

        private void groups() {
            Set<GroupId> all = new HashSet<>(before.directory().groups().keySet());
            all.addAll(after.directory().groups().keySet());
            for (GroupId id : all) {
                Group was = before.directory().groups().get(id);
                Group is = after.directory().groups().get(id);
                if (was == null || is == null || !was.name().equals(is.name())) {
                    members(List.of(id));
                } else if (!was.equals(is)) {
                    subjects.addAll(different(was.subjects(), is.subjects()));
                    members(different(was.groups(), is.groups()));
                }
            }
        }

        private void mappings() {
            for (Mapping mapping : after.policy().policy().mappings()) {
                GroupId group = after.policy().pins().groups().get(mapping.group());
                if (group != null && turned(mapping.validity())) {
                    members(List.of(group));
                }
            }
            after.policy().policy().assignments().stream()
                    .filter(written -> turned(written.validity()))
                    .map(written -> after.policy().pins().subjects().get(written.subject()))
                    .forEach(stay -> {
                        if (stay != null) {
                            subjects.add(stay.subject());
                        }
                    });
        }

        private void members(Collection<GroupId> of) {
            members(of, before.directory());
            members(of, after.directory());
        }

        /** Everybody in these groups, directly or through others. */
        private void members(Collection<GroupId> of, Directory directory) {
            Set<GroupId> seen = new HashSet<>(of);
            var open = new ArrayDeque<>(of);
            while (!open.isEmpty()) {
                Group group = directory.groups().get(open.remove());
                if (group != null) {
                    subjects.addAll(group.subjects());
                    group.groups().stream().filter(seen::add).forEach(open::add);
                }
            }
        }

        private void hold(Hold hold) {
            switch (hold.who()) {
                case Hold.Party.OfSubject of -> subjects.add(of.subject());
                case Hold.Party.OfPrincipal of -> whole.add(of.deployment());
            }
        }

        private boolean turned(Validity validity) {
            return passed(validity.from()) || passed(validity.until());
        }

        private boolean passed(@Nullable Instant at) {
            return at != null && at.isAfter(before.asOf()) && !at.isAfter(after.asOf());
        }

        private static <T> Set<T> different(Collection<T> one, Collection<T> other) {
            Set<T> both = new HashSet<>(one);
            both.retainAll(Set.copyOf(other));
            Set<T> different = new HashSet<>(one);
            different.addAll(other);
            different.removeAll(both);
            return different;
        }
    }
}
