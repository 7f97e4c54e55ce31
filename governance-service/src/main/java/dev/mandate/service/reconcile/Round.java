package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.Resolver;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/**
 * What the reconciliations of one round share: everything that decides access, read at one instant.
 *
 * @param stored whether the policy is one that was published, so that the way to it is known
 * @param earlier the same instant under earlier versions of the policy, as far as somebody asked
 * @param doubtful why sources are not taken at their word
 * @param missing subjects taken for left only because a complete read did not find them
 */
record Round(
        Resolver resolver,
        AccessSnapshot snapshot,
        PolicyVersion policy,
        boolean stored,
        ConcurrentMap<Long, Round> earlier,
        Map<SubjectId, Subject> subjects,
        dev.mandate.model.plan.GuardContext.Sources doubtful,
        Set<SubjectId> missing,
        Caller caller,
        Instant asOf) {}
