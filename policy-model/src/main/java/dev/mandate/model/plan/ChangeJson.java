package dev.mandate.model.plan;

import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.AccountStatus;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one JSON form of a change and of the value it must find: what hashes, approvals and ledger entries are made of. A
 * person's attributes are left out, because an entry is kept for good and names people by id only.
 */
public final class ChangeJson {
    private ChangeJson() {}

    /** {@code do}, what it is about, and its direction. */
    public static JsonValue.Members of(Change change) {
        var members = new TreeMap<String, JsonValue>();
        members.put("principal", principal(change.principal()));
        members.put("direction", direction(change.direction()));
        switch (change) {
            case Change.CreateAccount create -> {
                members.put("do", JsonValue.text("create-account"));
                members.put("subject", JsonValue.text(create.subject().value()));
            }
            case Change.SetAccountStatus status -> {
                members.put("do", JsonValue.text("set-account-status"));
                members.put("to", status(status.to()));
            }
            case Change.CreateAppRole ignored -> members.put("do", JsonValue.text("create-app-role"));
            case Change.DeleteAppRole ignored -> members.put("do", JsonValue.text("delete-app-role"));
            case Change.AddGrant add -> {
                members.put("do", JsonValue.text("add-grant"));
                members.put("entitlement", entitlement(add.grant()));
            }
            case Change.RemoveGrant remove -> {
                members.put("do", JsonValue.text("remove-grant"));
                members.put("entitlement", entitlement(remove.grant()));
            }
            case Change.AlterGrant alter -> {
                members.put("do", JsonValue.text("alter-grant"));
                members.put("entitlement", entitlement(alter.to()));
            }
        }
        return JsonValue.object(members);
    }

    /** What must be there just before the change is applied; JSON null where nothing may be. */
    public static JsonValue prior(Change change) {
        return switch (change) {
            case Change.CreateAccount ignored -> new JsonValue.Null();
            case Change.CreateAppRole ignored -> new JsonValue.Null();
            case Change.AddGrant ignored -> new JsonValue.Null();
            case Change.SetAccountStatus status -> status(status.from());
            case Change.DeleteAppRole delete -> JsonValue.text(delete.role().value());
            case Change.RemoveGrant remove -> entitlement(remove.grant());
            case Change.AlterGrant alter -> entitlement(alter.from());
        };
    }

    private static JsonValue.Members principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) -> JsonValue.object(Map.of("account", JsonValue.text(name.value())));
            case Principal.AppRole(var name) -> JsonValue.object(Map.of("app_role", JsonValue.text(name.value())));
            case Principal.ExternalGroup(var name) -> JsonValue.object(Map.of("external_group", JsonValue.text(name)));
            case Principal.Anyone ignored -> JsonValue.object(Map.of("anyone", JsonValue.bool(true)));
        };
    }

    private static JsonValue.Text entitlement(Grant grant) {
        return JsonValue.text(grant.entitlement().toString());
    }

    private static JsonValue.Text direction(Direction direction) {
        return JsonValue.text(direction.name().toLowerCase(Locale.ROOT));
    }

    private static JsonValue.Text status(AccountStatus status) {
        return JsonValue.text(status.name().toLowerCase(Locale.ROOT));
    }
}
