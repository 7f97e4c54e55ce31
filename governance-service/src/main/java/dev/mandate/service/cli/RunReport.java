package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.reconcile.Reconciliation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code run} came to, as programs read it; described in docs/schema/run.schema.json. */
final class RunReport {
    private RunReport() {}

    static View of(List<Reconciliation> deployments, long policyVersion, LedgerStanding ledger) {
        var json = new TreeMap<String, JsonValue>();
        json.put(
                "deployments",
                JsonValue.array(deployments.stream().map(RunReport::deployment).toList()));
        json.put("policy_version", JsonValue.number(policyVersion));
        json.put(
                "ledger",
                JsonValue.object(Map.of(
                        "size",
                        JsonValue.number(ledger.size()),
                        "root",
                        ledger.checkpoint()
                                .<JsonValue>map(one -> JsonValue.text(one.root().base64()))
                                .orElse(new JsonValue.Null()))));
        return View.of(CanonicalJson.text(JsonValue.object(json)));
    }

    static View one(Reconciliation one) {
        return View.of(CanonicalJson.text(deployment(one)));
    }

    private static JsonValue deployment(Reconciliation one) {
        var json = new TreeMap<String, JsonValue>();
        json.put("id", JsonValue.text(one.deployment().value()));
        json.put("result", JsonValue.text(one.result().word()));
        json.put("planned", JsonValue.number(one.planned()));
        json.put("applied", JsonValue.number(one.applied()));
        json.put("verified", JsonValue.number(one.verified()));
        json.put("held", JsonValue.number(one.held()));
        json.put("drift_left", JsonValue.number(one.drift().size()));
        json.put("seconds", new JsonValue.Numeral(one.took().toMillis() / 1000.0));
        json.put("message", JsonValue.text(one.message()));
        one.errorCode().ifPresent(code -> json.put("error", JsonValue.text(code)));
        one.approvalHash().ifPresent(hash -> json.put("approve", JsonValue.text(hash)));
        json.put(
                "findings",
                JsonValue.array(one.findings().stream()
                        .map(finding -> JsonValue.object(Map.of(
                                "code", JsonValue.text(finding.code().code()),
                                "about", JsonValue.text(finding.about()),
                                "message", JsonValue.text(finding.message()))))
                        .toList()));
        return JsonValue.object(json);
    }
}
