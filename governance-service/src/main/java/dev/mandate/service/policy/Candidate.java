package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyLoosening;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.directory.DirectoryNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy that could follow the version in force, and what is to be said about that. */
record Candidate(
        Optional<PolicyVersion> before,
        Policy policy,
        Sha256 hash,
        Pinning pinning,
        DecidersChange deciders,
        List<String> loosens) {
    /** Who decides, before and from then on. */
    record DecidersChange(Optional<Deciders> before, Deciders now) {
        static DecidersChange of(Optional<StoredVersion> inForce, Deciders now) {
            return new DecidersChange(inForce.map(StoredVersion::deciders), now);
        }

        /** Whoever decides until then. */
        Deciders strictest() {
            return before.map(now::strictest).orElse(now);
        }
    }

    /** @param tied what names are tied to already */
    static Candidate of(
            Optional<PolicyVersion> before, Policy policy, Pins tied, DecidersChange deciders, DirectoryNames names) {
        // The first version loosens nothing: whoever publishes it decides everything there is.
        List<String> loosens = before.map(
                        old -> PolicyLoosening.between(old.policy(), policy).reasons())
                .orElse(List.of());
        List<String> all = new ArrayList<>(
                deciders.before().map(old -> old.loosenedBy(deciders.now())).orElse(List.of()));
        all.addAll(loosens);
        return new Candidate(
                before, policy, PolicyHash.of(policy), Pinning.of(policy, tied, names), deciders, List.copyOf(all));
    }

    static Candidate of(Optional<PolicyVersion> before, Policy policy, DecidersChange deciders, DirectoryNames names) {
        return of(before, policy, before.map(PolicyVersion::pins).orElse(Pinning.NONE), deciders, names);
    }

    long basedOn() {
        return before.map(PolicyVersion::number).orElse(0L);
    }

    boolean unchanged() {
        return before.map(PolicyVersion::hash).equals(Optional.of(hash.hex()))
                && deciders.before().filter(deciders.now()::decideAs).isPresent();
    }

    /** As the version it would be, or is. */
    PolicyVersion version() {
        return new PolicyVersion(unchanged() ? basedOn() : basedOn() + 1, hash.hex(), policy, pinning.pins());
    }

    Preview preview() {
        boolean valid = pinning.unknown().isEmpty();
        return new Preview(
                basedOn(),
                valid ? Optional.of(version()) : Optional.empty(),
                unchanged(),
                pinning.unknown(),
                loosens,
                pinning.findings());
    }

    /** Roles and mappings can reach everywhere, so whoever decides must be allowed to everywhere, before and after. */
    List<String> notTheirs(Caller caller, Permission permission) {
        Stream<Deployment> old = before.stream().flatMap(version -> version.policy().deployments().stream());
        Set<DeploymentId> written =
                policy.deployments().stream().map(Deployment::id).collect(Collectors.toSet());
        return Stream.concat(old, policy.deployments().stream())
                .filter(deployment -> !caller.may(permission, deployment))
                .map(Deployment::id)
                // What the folder does not name they may not know of.
                .map(id -> written.contains(id) ? "deployment " + id : "a deployment that this leaves out,")
                .map(which -> caller.name() + " may not " + permission.phrase() + " for " + which
                        + " as it is or would be labelled; ask somebody who may for all")
                .distinct()
                .sorted()
                .toList();
    }
}
