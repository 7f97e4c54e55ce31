package dev.mandate.service.reconcile;

import dev.mandate.agent.link.ChangeFields;
import dev.mandate.agent.link.Fields;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Cause;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Attempted changes as they are stored. A person's attributes are left out: a read is not compared with them. */
final class AttemptJson {
    private static final String CAUSE = "cause";
    private static final String GIVEN = "given";

    private AttemptJson() {}

    static String write(List<Attempt.Step> steps) {
        return CanonicalJson.text(
                JsonValue.array(steps.stream().map(AttemptJson::write).toList()));
    }

    private static JsonValue write(Attempt.Step step) {
        Map<String, JsonValue> members = ChangeFields.write(step.planned().change());
        members.put(CAUSE, JsonValue.text(step.planned().cause().name()));
        if (step.given() != null) {
            members.put(GIVEN, JsonValue.text(step.given()));
        }
        return JsonValue.object(members);
    }

    /** @throws IllegalArgumentException where it is not what {@link #write(List)} wrote */
    static List<Attempt.Step> read(String json, Lane lane) {
        var array = (JsonValue.Array) CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8));
        return array.items().stream().map(item -> step(Fields.of(item), lane)).toList();
    }

    private static Attempt.Step step(Fields fields, Lane lane) {
        var planned = new PlannedChange(ChangeFields.read(fields), Cause.valueOf(fields.text(CAUSE)), lane);
        return new Attempt.Step(planned, fields.optional(GIVEN).orElse(null));
    }
}
