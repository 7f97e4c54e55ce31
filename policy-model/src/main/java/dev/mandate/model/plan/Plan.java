package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The ordered list of changes for one deployment.
 *
 * @param identityPin of the instance it was made for; an agent on another one refuses it
 * @param awaits by account with a swap: the AppRoles whose gains in lane 2 must be there before it loses anything
 * @param drift every difference the plan was made from, also those that modes and scope leave as they are
 * @param findings what could not be derived or is left as it is, in order
 */
public record Plan(
        DeploymentId deployment,
        String identityPin,
        List<Batch> batches,
        SortedMap<AccountName, SortedSet<AppRoleName>> awaits,
        List<Drift> drift,
        List<Finding> findings) {
    public Plan {
        batches = List.copyOf(batches);
        awaits = Collections.unmodifiableSortedMap(new TreeMap<>(awaits));
        drift = List.copyOf(drift);
        findings = List.copyOf(findings);
    }

    /** No change at all. */
    public static Plan nothing(DeploymentId deployment, String identityPin) {
        return new Plan(deployment, identityPin, List.of(), Collections.emptySortedMap(), List.of(), List.of());
    }

    /** Every change in the order in which it goes. */
    public Stream<PlannedChange> changes() {
        return batches.stream().map(Batch::changes).flatMap(List::stream);
    }

    public boolean isEmpty() {
        return batches.isEmpty();
    }

    /**
     * SHA-256 over one canonical line with deployment and identity pin and one per change with its prior value, lane and
     * batch; 64 hexadecimal digits. Equal for equal effects, whatever the revisions, the causes and the time.
     */
    public String hash() {
        var lines = new CanonicalLines();
        lines.add(JsonValue.object(
                Map.of("deployment", JsonValue.text(deployment.value()), "identity_pin", JsonValue.text(identityPin))));
        for (Batch batch : batches) {
            for (PlannedChange planned : batch.changes()) {
                lines.add(JsonValue.object(Map.of(
                        "change", ChangeJson.of(planned.change()),
                        "prior", ChangeJson.prior(planned.change()),
                        "lane", JsonValue.number(batch.lane().number()),
                        "batch", JsonValue.number(batch.number()))));
            }
        }
        return lines.hash();
    }
}
