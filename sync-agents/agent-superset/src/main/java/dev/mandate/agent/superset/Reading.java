package dev.mandate.agent.superset;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One reading of a deployment, whole or not at all. */
record Reading(SupersetClient client, Vocabulary vocabulary, String self, DeploymentId deployment, AgentClock clock) {
    /** Up to here asking for each user is cheaper than listing all of them. */
    private static final int FEW = 20;

    private static final int TRIES = 3;

    ObservedState of(ReadScope scope) {
        Instant at = clock.now();
        requireEmptyPublic(client);
        Observation observation = switch (scope) {
            case ReadScope.Full ignored -> full();
            case ReadScope.Of of -> narrow(of.principals());
        };
        return new ObservedState(
                deployment,
                scope,
                at,
                observation.accounts,
                observation.appRoles,
                observation.grants,
                scope.patterns().isEmpty()
                        ? Map.of()
                        : observation.coverage(scope.patterns(), client.pairs().values()));
    }

    /**
     * Superset does not look at who asks where Public may do the same: lists then come back as nobody sees them.
     *
     * @throws AgentException INCOMPLETE_READ when Public holds anything
     */
    static void requireEmptyPublic(SupersetClient client) {
        Optional<SupersetRole> everybody = client.role(SupersetUser.PUBLIC);
        if (everybody.isPresent() && !everybody.get().pairs().isEmpty()) {
            throw new AgentException(
                    ErrorCode.INCOMPLETE_READ,
                    "the role Public has " + everybody.get().pairs().size() + " permissions; for those Superset does"
                            + " not look at who asks, and what anybody reads may be wrong. Take them from Public, and"
                            + " set PUBLIC_ROLE_LIKE = None");
        }
    }

    private Observation full() {
        for (int tries = 0; tries < TRIES; tries++) {
            Snapshot snapshot = Snapshot.read(client);
            if (snapshot.consistent()) {
                return snapshot.observed(new Observation(vocabulary, self));
            }
        }
        throw new AgentException(
                ErrorCode.INCOMPLETE_READ,
                "lists of users, groups, roles and rules contradict each other, in " + TRIES + " readings");
    }

    private Observation narrow(Set<Principal> principals) {
        var accounts = new HashSet<String>();
        var appRoles = new HashSet<String>();
        boolean anyone = false;
        for (Principal principal : principals) {
            switch (principal) {
                case Principal.Account(var name) -> accounts.add(name.value());
                case Principal.AppRole(var name) -> appRoles.add(name.value());
                case Principal.ExternalGroup ignored -> {}
                case Principal.Anyone ignored -> anyone = true;
            }
        }
        var observation = new Observation(vocabulary, self);
        for (SupersetUser user : users(accounts)) {
            observation.add(user);
            user.holds().forEach(held -> observation.addMember(user, held));
        }
        for (String name : appRoles) {
            addAppRole(observation, name);
        }
        if (appRoles.stream().anyMatch(name -> !AppRoles.isGroup(name)) || anyone) {
            addRules(observation, client.rules(client.pairs().values()), appRoles, anyone);
        }
        return observation;
    }

    private void addAppRole(Observation observation, String name) {
        if (AppRoles.isGroup(name)) {
            client.group(name).ifPresent(group -> {
                observation.addGroup(name);
                group.roles().forEach(role -> observation.addMember(group, role));
                client.members(true, group.id()).forEach(user -> observation.addMember(user, name));
            });
            return;
        }
        client.role(name).ifPresent(role -> {
            observation.addRole(name, client.pairs(role));
            client.members(false, role.id()).forEach(user -> observation.addMember(user, name));
            if (!role.groups().isEmpty()) {
                client.groups().stream()
                        .filter(group -> group.roles().contains(name))
                        .forEach(group -> observation.addMember(group, name));
            }
        });
    }

    private static void addRules(Observation observation, List<Rule> rules, Collection<String> roles, boolean anyone) {
        for (Rule rule : rules) {
            rule.roles().stream().filter(roles::contains).forEach(role -> observation.add(rule, role));
            if (rule.base() && anyone) {
                observation.addBase(rule);
            }
        }
    }

    private List<SupersetUser> users(Set<String> names) {
        if (names.size() > FEW) {
            return client.users().stream()
                    .filter(user -> names.contains(user.name()))
                    .toList();
        }
        return names.stream().map(client::user).flatMap(Optional::stream).toList();
    }
}
