package dev.mandate.model.state;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Waiver;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Everything that decides access and is the same for every deployment, at one instant.
 *
 * @param assignments from requests or by hand; those written in policy come with its pins. Ended ones may be left out
 * @param verifiedRoles what subjects were seen to hold through a role; a constraint never ends these by itself
 * @param accessRevision counts changes of assignments, Holds and waivers
 */
public record AccessSnapshot(
        Directory directory,
        PolicyVersion policy,
        List<Assignment> assignments,
        List<Hold> holds,
        List<Waiver> waivers,
        Set<RoleHolding> verifiedRoles,
        long accessRevision,
        Instant asOf) {
    /** A subject seen to hold something that a role gives, see {@link Given#roles()}. */
    public record RoleHolding(SubjectId subject, RoleId role) {}

    public AccessSnapshot {
        assignments = List.copyOf(assignments);
        holds = List.copyOf(holds);
        waivers = List.copyOf(waivers);
        verifiedRoles = Set.copyOf(verifiedRoles);
    }
}
