package dev.mandate.service.history;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Principal;
import dev.mandate.service.directory.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of an answer: that somebody held something, how, and since when.
 *
 * @param person who the account was linked to at that time
 * @param through the AppRoles on the way, the nearest to the principal first; empty: directly
 * @param because the Roles for which Mandate gave the first step; empty: Mandate did not
 * @param after the first step began after this reading, if there was one before
 * @param since and at the latest with this one
 * @param gone it was found gone with this reading
 */
public record Holding(
        DeploymentId deployment,
        Principal principal,
        Optional<Person> person,
        Entitlement entitlement,
        Certainty certainty,
        List<String> through,
        List<String> because,
        Optional<Instant> after,
        Instant since,
        Optional<Instant> gone) {
    public Holding {
        through = List.copyOf(through);
        because = List.copyOf(because);
    }
}
