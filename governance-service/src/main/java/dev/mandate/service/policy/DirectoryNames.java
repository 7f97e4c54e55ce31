package dev.mandate.service.policy;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import java.util.Collection;
import java.util.Optional;

/** What publishing asks the directory; answered from one complete revision of it. */
public interface DirectoryNames {
    /** The group that has this name, or this id, now. */
    Optional<GroupId> group(GroupRef group);

    /** Whether a group with this id still exists, under whatever name. */
    boolean exists(GroupId group);

    /** The subject with this user name, in its current tenure; none that left. */
    Optional<Stay> subject(SubjectRef subject);

    /** The names that could have been meant instead, written like the reference itself: {@code source/name}. */
    Collection<String> known(PartyRef like);
}
