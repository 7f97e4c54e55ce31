package dev.mandate.service.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code policy.version}.
 *
 * @param content canonical JSON, whose SHA-256 is the hash
 * @param loosens what it holds back less than the one before, one sentence each
 * @param consent the second person's; present exactly if it loosens something
 * @param deciders who decides from then on
 */
record StoredVersion(
        long number,
        Sha256 hash,
        String content,
        String pins,
        List<String> loosens,
        Caller author,
        Instant published,
        @Nullable Consent consent,
        Deciders deciders) {
    /** Somebody else's yes, or the only person's, later. */
    record Consent(Caller approver, String reason, Approval.Assurance assurance) {}

    StoredVersion {
        loosens = List.copyOf(loosens);
    }

    static StoredVersion of(Candidate candidate, Caller author, Instant published, @Nullable Consent consent) {
        return new StoredVersion(
                candidate.basedOn() + 1,
                candidate.hash(),
                new String(PolicyJson.canonical(candidate.policy()), UTF_8),
                CanonicalJson.text(PinsJson.of(candidate.pinning().pins())),
                candidate.loosens(),
                author,
                published,
                consent,
                candidate.deciders().now());
    }

    /** The part of a policy that says by what plans are judged, as a policy of its own. */
    static String limits(Policy policy) {
        return new String(
                PolicyJson.canonical(new Policy(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        policy.guards(),
                        policy.timeZone())),
                UTF_8);
    }

    /** As it was published: what is frozen now is another question. */
    PolicyVersion version() {
        return new PolicyVersion(number, hash.hex(), PolicyJson.read(content.getBytes(UTF_8)), PinsJson.read(pins));
    }
}
