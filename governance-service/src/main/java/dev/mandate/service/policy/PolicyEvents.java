package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerEvent.Outcome;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What publishing writes on the ledger; hashes and counts, since the sentences name people. */
final class PolicyEvents {
    private static final LedgerObject IN_FORCE = new LedgerObject("policy", "in-force");

    private PolicyEvents() {}

    static LedgerEvent published(
            Caller author, Optional<Sha256> before, StoredVersion version, Pinning pinning, List<EntryId> causes) {
        return event("policy.published", author)
                .changing(before, Optional.of(version.hash()))
                .under(version.number())
                .because(causes)
                .with(Map.of(
                        "version", JsonValue.number(version.number()),
                        "loosens", JsonValue.number(version.loosens().size()),
                        "people", JsonValue.number(version.deciders().people()),
                        "pins", JsonValue.text(pins(version.pins()).hex()),
                        "frozen", JsonValue.number(pinning.pins().frozen().size()),
                        "findings", JsonValue.number(pinning.findings().size())));
    }

    static LedgerEvent proposed(Caller author, Candidate candidate, String pins) {
        return about("policy.proposed", author, candidate)
                .with(Map.of(
                        "proposal", JsonValue.text(candidate.hash().hex()),
                        "loosens", JsonValue.number(candidate.loosens().size()),
                        "pins", JsonValue.text(pins(pins).hex())));
    }

    static LedgerEvent superseded(Caller caller, StoredProposal proposal) {
        return event("policy.superseded", caller)
                .under(proposal.base())
                .because(List.of(proposal.entry()))
                .with(Map.of("proposal", JsonValue.text(proposal.hash().hex())));
    }

    static LedgerEvent approved(Candidate candidate, StoredProposal proposal, StoredVersion.Consent consent) {
        return about("policy.approved", consent.approver(), candidate)
                .because(List.of(proposal.entry()))
                .with(Map.of(
                        "proposal", JsonValue.text(proposal.hash().hex()),
                        "assurance", JsonValue.text(consent.assurance().word()),
                        "reason", JsonValue.text(consent.reason())));
    }

    /** Not published: it is faulty, raced, or not theirs to decide. */
    static LedgerEvent refused(
            String action,
            Caller caller,
            Outcome outcome,
            Optional<Sha256> inForce,
            Optional<Sha256> proposed,
            int faults) {
        var details = new TreeMap<String, JsonValue>();
        details.put("faults", JsonValue.number(faults));
        proposed.ifPresent(hash -> details.put("proposal", JsonValue.text(hash.hex())));
        return event(action, caller).changing(inForce, inForce).ending(outcome).with(details);
    }

    /** Nothing changes by it: before and after are the same version. */
    private static LedgerEvent about(String action, Caller caller, Candidate candidate) {
        Optional<Sha256> inForce = candidate.before().map(version -> Sha256.ofHex(version.hash()));
        LedgerEvent event = event(action, caller).changing(inForce, inForce);
        return candidate.basedOn() == 0 ? event : event.under(candidate.basedOn());
    }

    private static Sha256 pins(String json) {
        return Sha256.digest(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static LedgerEvent event(String action, Caller caller) {
        return LedgerEvent.done(caller.actor(), ActionCode.of(action), IN_FORCE);
    }
}
