package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What should be in one deployment, and why.
 *
 * @param accounts every account that a linked subject has or should have there
 * @param appRoles the AppRoles that policy defines there
 * @param deleting AppRoles whose definition was removed and that still wait until nobody holds them
 * @param grants by {@link Grant#key()}: the grant with its options, and where it comes from
 * @param withheld grants that policy gives and something takes away, by key: the strongest reason
 * @param ending accounts that may hold nothing, and why: {@link Cause#LEFT}, {@link Cause#SUSPENDED}, {@link Cause#STAGED} or
 *     {@link Cause#HOLD} on everything
 * @param given grants that Mandate gave and verified and that are desired no more, by key: why it ended
 * @param frozen grants, by key, that must neither be added nor removed while their group's identity or their
 *     own meaning is in doubt
 * @param forbidden entitlements that a Hold on just them forbids a principal, whoever gave it
 * @param findings what could not be derived, and for whom
 */
public record DesiredState(
        DeploymentId deployment,
        Revisions revisions,
        Instant asOf,
        Vocabulary vocabulary,
        Map<AccountName, DesiredAccount> accounts,
        Set<AppRoleName> appRoles,
        Set<AppRoleName> deleting,
        Map<Grant, DesiredGrant> grants,
        Map<Grant, Cause> withheld,
        Map<AccountName, Cause> ending,
        Map<Grant, Cause> given,
        Set<Grant> frozen,
        Map<Principal, List<Entitlement>> forbidden,
        List<Finding> findings) {
    /** A grant with its options, and the nodes of the {@link SourceGraph} that end in it. */
    public record DesiredGrant(Grant grant, SourceSet sources) {}

    public DesiredState {
        accounts = java.util.Collections.unmodifiableMap(accounts);
        appRoles = java.util.Collections.unmodifiableSet(appRoles);
        deleting = java.util.Collections.unmodifiableSet(deleting);
        grants = java.util.Collections.unmodifiableMap(grants);
        withheld = java.util.Collections.unmodifiableMap(withheld);
        ending = java.util.Collections.unmodifiableMap(ending);
        given = java.util.Collections.unmodifiableMap(given);
        frozen = java.util.Collections.unmodifiableSet(frozen);
        forbidden = java.util.Collections.unmodifiableMap(forbidden);
        findings = List.copyOf(findings);
    }
}
