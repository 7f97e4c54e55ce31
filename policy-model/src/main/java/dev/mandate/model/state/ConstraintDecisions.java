package dev.mandate.model.state;

import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Constraint.Enforcement;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Waiver;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which roles each subject may not have because of others (INCITS 359, static separation of duty): counted over
 * inherited roles and all deployments together, all constraints at once, so that no order matters.
 */
final class ConstraintDecisions {
    private static final BitSet NOTHING = new BitSet();
    private final Map<Integer, List<ConstraintViolation>> violations = new HashMap<>();
    private final Map<Integer, BitSet> withheld = new HashMap<>();
    private final AccessSnapshot snapshot;
    private final RoleHierarchy roles;
    private final Set<Exemption> exemptions = new HashSet<>();

    private record Exemption(ConstraintId constraint, SubjectId subject) {}

    ConstraintDecisions(
            AccessSnapshot snapshot, Numbering<SubjectId> subjects, Profiles profiles, RoleHierarchy roles) {
        this.snapshot = snapshot;
        this.roles = roles;
        for (Waiver waiver : snapshot.waivers()) {
            if (waiver.validity().includes(snapshot.asOf())) {
                exemptions.add(new Exemption(waiver.constraint(), waiver.subject()));
            }
        }
        List<Constraint> constraints = snapshot.policy().policy().constraints();
        for (int profile = 0; profile < profiles.size() && !constraints.isEmpty(); profile++) {
            BitSet authorised = authorised(profiles, profile);
            for (Constraint constraint : constraints) {
                Set<RoleId> had = overlap(constraint, authorised);
                if (had.size() > constraint.atMost()) {
                    for (int subject : profiles.subjects(profile)) {
                        decide(constraint, had, subject, subjects.at(subject));
                    }
                }
            }
        }
    }

    private BitSet authorised(Profiles profiles, int profile) {
        var given = new BitSet();
        for (int gift : profiles.gifts(profile)) {
            if (!profiles.gifts().get(gift).frozen()) {
                given.set(profiles.gifts().get(gift).role());
            }
        }
        return roles.reach(given);
    }

    private Set<RoleId> overlap(Constraint constraint, BitSet authorised) {
        var had = new TreeSet<RoleId>();
        for (RoleId role : constraint.roles()) {
            if (roles.of(role) != Numbering.NONE && authorised.get(roles.of(role))) {
                had.add(role);
            }
        }
        return had;
    }

    private void decide(Constraint constraint, Set<RoleId> had, int number, SubjectId subject) {
        Subject holder = snapshot.directory().subjects().get(subject);
        if (holder == null
                || !holder.state().mayHold()
                || exemptions.contains(new Exemption(constraint.id(), subject))) {
            return;
        }
        var refused = new TreeSet<RoleId>();
        if (constraint.effect() == Enforcement.ENFORCE) {
            had.stream()
                    .filter(role -> !snapshot.verifiedRoles().contains(new RoleHolding(subject, role)))
                    .forEach(refused::add);
        }
        violations
                .computeIfAbsent(number, key -> new ArrayList<>())
                .add(new ConstraintViolation(constraint.id(), subject, had, refused));
        BitSet cut = withheld.computeIfAbsent(number, key -> new BitSet());
        refused.forEach(role -> cut.set(roles.of(role)));
    }

    /** The roles that a subject is not given; not to be altered. */
    BitSet withheld(int subject) {
        return withheld.getOrDefault(subject, NOTHING);
    }

    List<ConstraintViolation> violations(int subject) {
        return violations.getOrDefault(subject, List.of());
    }

    /** Every violation, by subject, then in the order of the policy's constraints. */
    List<ConstraintViolation> violations() {
        return violations.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }
}
