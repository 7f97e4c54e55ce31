package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Members;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody decided or did, as the feature that did it says it; the ledger adds id and time. It holds no secret,
 * token or session id, and personal values only as {@link Commitment}s.
 *
 * @param causes the entries that led to this one
 * @param policyVersion the number of the PolicyVersion that bore on it
 * @param before the hash of the object's state before
 * @param after the hash of the object's state after
 * @param details what else a reviewer needs
 */
public record LedgerEvent(
        LedgerActor actor,
        ActionCode action,
        LedgerObject object,
        Outcome outcome,
        List<EntryId> causes,
        OptionalLong policyVersion,
        Optional<Sha256> before,
        Optional<Sha256> after,
        Members details) {

    /** How it ended; an intent is done when it is written down. */
    public enum Outcome {
        DONE("done"),
        DENIED("denied"),
        FAILED("failed");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public LedgerEvent {
        causes = List.copyOf(causes);
        if (policyVersion.isPresent() && policyVersion.getAsLong() < 1) {
            throw new IllegalArgumentException("policy version " + policyVersion.getAsLong());
        }
    }

    /** Something that was done, without causes, policy version, hashes and details. */
    public static LedgerEvent done(LedgerActor actor, ActionCode action, LedgerObject object) {
        var none = JsonValue.object(Map.of());
        return new LedgerEvent(
                actor,
                action,
                object,
                Outcome.DONE,
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                none);
    }

    public LedgerEvent ending(Outcome outcome) {
        return new LedgerEvent(actor, action, object, outcome, causes, policyVersion, before, after, details);
    }

    public LedgerEvent because(List<EntryId> causes) {
        return new LedgerEvent(actor, action, object, outcome, causes, policyVersion, before, after, details);
    }

    public LedgerEvent under(long policyVersion) {
        var version = OptionalLong.of(policyVersion);
        return new LedgerEvent(actor, action, object, outcome, causes, version, before, after, details);
    }

    /** The object's state changed from one hash to another; either is empty where there was or is nothing. */
    public LedgerEvent changing(Optional<Sha256> before, Optional<Sha256> after) {
        return new LedgerEvent(actor, action, object, outcome, causes, policyVersion, before, after, details);
    }

    public LedgerEvent with(Map<String, ? extends JsonValue> details) {
        var members = JsonValue.object(details);
        return new LedgerEvent(actor, action, object, outcome, causes, policyVersion, before, after, members);
    }
}
