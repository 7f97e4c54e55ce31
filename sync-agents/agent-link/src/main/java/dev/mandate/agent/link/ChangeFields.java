package dev.mandate.agent.link;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.plan.Change;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.subject.SubjectId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A change as members of a JSON object, and back. Unlike what hashes are made of, it has all that an agent needs. */
public final class ChangeFields {
    private static final String DO = "do";
    private static final String KIND = "kind";
    private static final String NAME = "name";
    private static final String SUBJECT = "subject";
    private static final String ATTRIBUTES = "attributes";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String DIRECTION = "direction";

    private ChangeFields() {}

    /** With a person's attributes. */
    public static SortedMap<String, JsonValue> whole(Change change) {
        SortedMap<String, JsonValue> members = write(change);
        if (change instanceof Change.CreateAccount create) {
            members.put(ATTRIBUTES, Fields.map(create.attributes()));
        }
        return members;
    }

    /** Without a person's attributes. */
    public static SortedMap<String, JsonValue> write(Change change) {
        var members = new TreeMap<String, JsonValue>();
        put(members, change.principal());
        put(members, DIRECTION, change.direction().name());
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
        return members;
    }

    /**
     * The change that was written.
     *
     * @throws IllegalArgumentException saying what is not as {@link #write} writes it
     */
    public static Change read(Fields fields) {
        Principal principal = principal(fields);
        String name = fields.text(NAME);
        Direction direction = Direction.valueOf(fields.text(DIRECTION));
        String what = fields.text(DO);
        return switch (what) {
            case "create-account" ->
                new Change.CreateAccount(
                        AccountName.of(name),
                        SubjectId.of(fields.text(SUBJECT)),
                        fields.has(ATTRIBUTES) ? fields.map(ATTRIBUTES) : Collections.emptySortedMap());
            case "set-account-status" ->
                new Change.SetAccountStatus(
                        AccountName.of(name),
                        AccountStatus.valueOf(fields.text(FROM)),
                        AccountStatus.valueOf(fields.text(TO)));
            case "create-app-role" -> new Change.CreateAppRole(AppRoleName.of(name));
            case "delete-app-role" -> new Change.DeleteAppRole(AppRoleName.of(name));
            case "add-grant" -> new Change.AddGrant(new Grant(principal, entitlement(fields, TO)), direction);
            case "remove-grant" -> new Change.RemoveGrant(new Grant(principal, entitlement(fields, FROM)), direction);
            case "alter-grant" ->
                new Change.AlterGrant(
                        new Grant(principal, entitlement(fields, FROM)),
                        new Grant(principal, entitlement(fields, TO)),
                        direction);
            default -> throw new IllegalArgumentException("there is no change '" + what + "'");
        };
    }

    static void put(Map<String, JsonValue> members, Principal principal) {
        PrincipalText text = PrincipalText.of(principal);
        put(members, KIND, text.kind());
        put(members, NAME, text.name());
    }

    static Principal principal(Fields fields) {
        return new PrincipalText(fields.text(KIND), fields.text(NAME)).principal();
    }

    private static Entitlement entitlement(Fields fields, String name) {
        return EntitlementText.parse(fields.text(name));
    }

    private static void put(Map<String, JsonValue> members, String name, String value) {
        members.put(name, JsonValue.text(value));
    }
}
