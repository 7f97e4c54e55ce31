package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.PrincipalText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Attempted changes as they are stored. A person's attributes are left out: a read is not compared with them. */
final class AttemptJson {
    private static final String DO = "do";
    private static final String KIND = "kind";
    private static final String NAME = "name";
    private static final String SUBJECT = "subject";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String DIRECTION = "direction";
    private static final String CAUSE = "cause";
    private static final String GIVEN = "given";

    private AttemptJson() {}

    static String write(List<Attempt.Step> steps) {
        return CanonicalJson.text(
                JsonValue.array(steps.stream().map(AttemptJson::write).toList()));
    }

    private static JsonValue write(Attempt.Step step) {
        Map<String, JsonValue> members = new TreeMap<>();
        Change change = step.planned().change();
        PrincipalText principal = PrincipalText.of(change.principal());
        put(members, KIND, principal.kind());
        put(members, NAME, principal.name());
        put(members, CAUSE, step.planned().cause().name());
        put(members, DIRECTION, change.direction().name());
        if (step.given() != null) {
            put(members, GIVEN, step.given());
        }
        switch (change) {
            case Change.CreateAccount create -> {
                put(members, DO, "create-account");
                put(members, SUBJECT, create.subject().value());
            }
            case Change.SetAccountStatus status -> {
                put(members, DO, "set-account-status");
                put(members, FROM, status.from().name());
                put(members, TO, status.to().name());
            }
            case Change.CreateAppRole ignored -> put(members, DO, "create-app-role");
            case Change.DeleteAppRole ignored -> put(members, DO, "delete-app-role");
            case Change.AddGrant add -> {
                put(members, DO, "add-grant");
                put(members, TO, EntitlementText.format(add.grant().entitlement()));
            }
            case Change.RemoveGrant remove -> {
                put(members, DO, "remove-grant");
                put(members, FROM, EntitlementText.format(remove.grant().entitlement()));
            }
            case Change.AlterGrant alter -> {
                put(members, DO, "alter-grant");
                put(members, FROM, EntitlementText.format(alter.from().entitlement()));
                put(members, TO, EntitlementText.format(alter.to().entitlement()));
            }
        }
        return JsonValue.object(members);
    }

    private static void put(Map<String, JsonValue> members, String key, String value) {
        members.put(key, JsonValue.text(value));
    }

    static List<Attempt.Step> read(String json, Lane lane) {
        var array = (JsonValue.Array) CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8));
        return array.items().stream()
                .map(item -> step(((JsonValue.Members) item).byName(), lane))
                .toList();
    }

    private static Attempt.Step step(Map<String, JsonValue> members, Lane lane) {
        var planned = new PlannedChange(change(members), Cause.valueOf(text(members, CAUSE)), lane);
        return new Attempt.Step(planned, members.containsKey(GIVEN) ? text(members, GIVEN) : null);
    }

    private static Change change(Map<String, JsonValue> members) {
        String name = text(members, NAME);
        Principal principal = new PrincipalText(text(members, KIND), name).principal();
        Direction direction = Direction.valueOf(text(members, DIRECTION));
        String what = text(members, DO);
        return switch (what) {
            case "create-account" ->
                new Change.CreateAccount(
                        AccountName.of(name), SubjectId.of(text(members, SUBJECT)), Collections.emptySortedMap());
            case "set-account-status" ->
                new Change.SetAccountStatus(
                        AccountName.of(name),
                        AccountStatus.valueOf(text(members, FROM)),
                        AccountStatus.valueOf(text(members, TO)));
            case "create-app-role" -> new Change.CreateAppRole(AppRoleName.of(name));
            case "delete-app-role" -> new Change.DeleteAppRole(AppRoleName.of(name));
            case "add-grant" -> new Change.AddGrant(new Grant(principal, entitlement(members, TO)), direction);
            case "remove-grant" -> new Change.RemoveGrant(new Grant(principal, entitlement(members, FROM)), direction);
            case "alter-grant" ->
                new Change.AlterGrant(
                        new Grant(principal, entitlement(members, FROM)),
                        new Grant(principal, entitlement(members, TO)),
                        direction);
            default -> throw new IllegalStateException("a stored attempt is of no known sort: '" + what + "'");
        };
    }

    private static Entitlement entitlement(Map<String, JsonValue> members, String key) {
        return EntitlementText.parse(text(members, key));
    }

    private static String text(Map<String, JsonValue> members, String key) {
        if (members.get(key) instanceof JsonValue.Text(var value)) {
            return value;
        }
        throw new IllegalStateException("a stored attempt lacks '" + key + "'");
    }
}
