package dev.mandate.agent.testkit;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.DesiredState.DesiredGrant;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.Revisions;
import dev.mandate.model.state.SourceSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What differs from a state that was as it should be, for some principals. */
final class ContractDrift {
    private final DesiredState desired;
    private final ManagedScope scope;

    ContractDrift(Vocabulary vocabulary, Set<Principal> principals, ObservedState right) {
        var names = new TreeSet<AppRoleName>();
        var accounts = new TreeSet<AccountName>();
        for (Principal principal : principals) {
            if (principal instanceof Principal.AppRole(var name)) {
                names.add(name);
            } else if (principal instanceof Principal.Account(var name)) {
                accounts.add(name);
            }
        }
        this.desired = new DesiredState(
                right.deployment(),
                new Revisions(1, 1, 1),
                Instant.EPOCH,
                vocabulary,
                Map.of(),
                names,
                Set.of(),
                right.grants().values().stream()
                        .filter(found -> found.fixed() == null)
                        .collect(Collectors.toMap(
                                found -> found.grant().key(),
                                found -> new DesiredGrant(found.grant(), SourceSet.EMPTY))),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Map.of(),
                List.of());
        this.scope = new ManagedScope(
                new Modes(Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE),
                vocabulary,
                names,
                names,
                accounts,
                new TreeMap<>(),
                List.of());
    }

    List<Drift> of(ObservedState found) {
        return Drift.between(desired, found, scope).stream()
                .filter(drift -> !(drift instanceof Drift.Unmanaged))
                .toList();
    }
}
