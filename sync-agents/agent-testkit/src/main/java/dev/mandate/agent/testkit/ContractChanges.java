package dev.mandate.agent.testkit;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Short words for the changes and batches of tests. */
public final class ContractChanges {
    private ContractChanges() {}

    public static Principal.Account account(String name) {
        return new Principal.Account(AccountName.of(name));
    }

    public static Principal.AppRole appRole(String name) {
        return new Principal.AppRole(AppRoleName.of(name));
    }

    public static Entitlement memberOf(Principal.AppRole role) {
        return Entitlement.memberOf(role.name());
    }

    /** For a person with name and mail. */
    public static Change make(Principal.Account account) {
        String name = account.name().value();
        return new Change.CreateAccount(
                account.name(),
                SubjectId.of(name),
                new TreeMap<>(
                        Map.of("email", Integer.toHexString(name.hashCode()) + "@example.org", "name", "Test Person")));
    }

    public static Change make(Principal.AppRole role) {
        return new Change.CreateAppRole(role.name());
    }

    /** Of an account or AppRole. */
    static Change make(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> make(account);
            case Principal.AppRole role -> make(role);
            case Principal.ExternalGroup group -> throw new IllegalArgumentException("nobody makes " + group);
            case Principal.Anyone anyone -> throw new IllegalArgumentException("nobody makes " + anyone);
        };
    }

    public static Change add(Principal principal, Entitlement entitlement) {
        return new Change.AddGrant(new Grant(principal, entitlement), Direction.WIDENS);
    }

    public static Change remove(Principal principal, Entitlement entitlement) {
        return new Change.RemoveGrant(new Grant(principal, entitlement), Direction.NARROWS);
    }

    public static Grant grant(Principal principal, String entitlement) {
        return new Grant(principal, EntitlementText.parse(entitlement));
    }

    public static Change add(Principal principal, String entitlement) {
        return add(principal, EntitlementText.parse(entitlement));
    }

    public static Change remove(Principal principal, String entitlement) {
        return remove(principal, EntitlementText.parse(entitlement));
    }

    /**
     * For a subject of its own.
     *
     * @param attributes names and values in turn
     */
    public static Change createAccount(String name, String... attributes) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < attributes.length; i += 2) {
            map.put(attributes[i], attributes[i + 1]);
        }
        return new Change.CreateAccount(AccountName.of(name), SubjectId.of("corp:" + name), map);
    }

    public static Change createRole(String name) {
        return make(appRole(name));
    }

    public static Change deleteRole(String name) {
        return new Change.DeleteAppRole(AppRoleName.of(name));
    }

    public static Batch batch(Change... changes) {
        return batch(List.of(changes));
    }

    public static Batch batch(List<Change> changes) {
        return new Batch(
                0,
                Lane.REST,
                changes.stream()
                        .map(change -> new PlannedChange(change, Cause.POLICY, Lane.REST))
                        .toList());
    }

    /** With their options. */
    public static Set<Grant> grants(ObservedState state) {
        return state.grants().values().stream().map(ObservedGrant::grant).collect(Collectors.toSet());
    }
}
