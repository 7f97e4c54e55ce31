package dev.mandate.agent.superset;

import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Cause;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Connections, batches and grants as tests write them. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    static final Pacing PACING = new Pacing(() -> NOW, length -> {}, new SplittableRandom(3));

    private Fixture() {}

    static Batch batch(Change... changes) {
        return new Batch(
                0,
                Lane.REST,
                Stream.of(changes)
                        .map(change -> new PlannedChange(change, Cause.POLICY, Lane.REST))
                        .toList());
    }

    static Principal account(String name) {
        return new Principal.Account(AccountName.of(name));
    }

    static Principal appRole(String name) {
        return new Principal.AppRole(AppRoleName.of(name));
    }

    static Grant grant(Principal principal, String entitlement) {
        return new Grant(principal, EntitlementText.parse(entitlement));
    }

    static Change add(Principal principal, String entitlement) {
        return new Change.AddGrant(grant(principal, entitlement), Direction.WIDENS);
    }

    static Change remove(Principal principal, String entitlement) {
        return new Change.RemoveGrant(grant(principal, entitlement), Direction.NARROWS);
    }

    static Change createAccount(String name, String... attributes) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < attributes.length; i += 2) {
            map.put(attributes[i], attributes[i + 1]);
        }
        return new Change.CreateAccount(AccountName.of(name), SubjectId.of("corp:" + name), map);
    }

    static Change createRole(String name) {
        return new Change.CreateAppRole(AppRoleName.of(name));
    }

    static Change deleteRole(String name) {
        return new Change.DeleteAppRole(AppRoleName.of(name));
    }
}
