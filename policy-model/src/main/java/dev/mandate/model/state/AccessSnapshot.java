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
import java.util.stream.Collectors;

/**
 * Everything that decides access and is the same for every deployment, at one instant. A Hold on one identity of
 * somebody, or what it was seen to hold, is about all of them; a waiver was given to one, whatever others it has by now.
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
        holds = holds.stream().map(hold -> hold.on(directory::whoIs)).toList();
        waivers = List.copyOf(waivers);
        verifiedRoles = verifiedRoles.stream()
                .map(holding -> new RoleHolding(directory.whoIs(holding.subject()), holding.role()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
