package dev.mandate.service.policy;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.service.yaml.FaultReport;
import java.util.TreeMap;

/** What a check of a policy folder found, for programs; see docs/schema/policy-check.schema.json. */
public final class CheckReport {
    private CheckReport() {}

    public static Members json(PolicyReading reading) {
        var json = new TreeMap<String, JsonValue>();
        json.put("valid", JsonValue.bool(reading.policy().isPresent()));
        reading.policy()
                .ifPresent(policy ->
                        json.put("hash", JsonValue.text(PolicyHash.of(policy).hex())));
        json.put("faults", FaultReport.json(reading.faults()));
        json.put("warnings", FaultReport.json(reading.warnings()));
        json.put("not_checked", JsonValue.array(JsonValue.text("groups"), JsonValue.text("resources")));
        return JsonValue.object(json);
    }
}
