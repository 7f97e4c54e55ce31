package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.service.access.Exemption;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A difference that is still there.
 *
 * @param entitlement empty where an account or an AppRole itself differs
 * @param detail what is there instead, or why it is not Mandate's to change
 * @param given whether Mandate itself gave what is unexpected
 * @param likely what most likely made it
 * @param seen how many looks found it
 * @param decision {@code revert} where the next run takes it away
 * @param exemption who answers for it, and until when
 */
public record OpenDrift(
        UUID id,
        DeploymentId deployment,
        Sort sort,
        Principal principal,
        Optional<Entitlement> entitlement,
        String detail,
        Cause cause,
        boolean given,
        LikelyCause likely,
        Instant firstSeen,
        Instant lastSeen,
        int seen,
        Optional<String> decision,
        Optional<Exemption> exemption) {
    /** In what way it differs. */
    public enum Sort {
        MISSING,
        UNEXPECTED,
        DIFFERENT,
        UNMANAGED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Optional<Grant> grant() {
        return entitlement.map(what -> new Grant(principal, what));
    }

    OpenDrift exempt(Optional<Exemption> by) {
        return new OpenDrift(
                id,
                deployment,
                sort,
                principal,
                entitlement,
                detail,
                cause,
                given,
                likely,
                firstSeen,
                lastSeen,
                seen,
                decision,
                by);
    }
}
