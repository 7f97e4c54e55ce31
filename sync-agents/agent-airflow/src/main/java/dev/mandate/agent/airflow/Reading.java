package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One reading of a deployment, whole or not at all. */
record Reading(AirflowClient client, Vocabulary vocabulary, String self, DeploymentId deployment, AgentClock clock) {
    /** Up to here asking for each user is cheaper than listing all of them. */
    private static final int FEW = 20;

    ObservedState of(ReadScope scope) {
        Instant at = clock.now();
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
                        ? java.util.Map.of()
                        : observation.coverage(scope.patterns(), client.pairs()));
    }

    /** Users before roles: a role that appears in between is then still read. */
    private Observation full() {
        return consistent()
                .or(this::consistent)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.INCOMPLETE_READ,
                        "users have roles that the list of roles does not show, in two readings"));
    }

    private Optional<Observation> consistent() {
        List<FabUser> users = client.users();
        List<FabRole> roles = client.roles();
        Set<String> names = roles.stream().map(FabRole::name).collect(Collectors.toSet());
        var observation = new Observation(vocabulary, self);
        roles.forEach(observation::add);
        for (FabUser user : users) {
            if (!names.containsAll(user.roles())) {
                return Optional.empty();
            }
            observation.add(user);
            user.roles().forEach(role -> observation.addMember(user, role));
        }
        return Optional.of(observation);
    }

    private Observation narrow(Set<Principal> principals) {
        var accounts = new HashSet<String>();
        var roles = new HashSet<String>();
        for (Principal principal : principals) {
            switch (principal) {
                case Principal.Account(var name) -> accounts.add(name.value());
                case Principal.AppRole(var name) -> roles.add(name.value());
                case Principal.ExternalGroup ignored -> {}
                case Principal.Anyone ignored -> {}
            }
        }
        var observation = new Observation(vocabulary, self);
        for (FabUser user : roles.isEmpty() ? users(accounts) : client.users()) {
            boolean asked = accounts.contains(user.name());
            if (asked) {
                observation.add(user);
            }
            user.roles().stream()
                    .filter(role -> asked || roles.contains(role))
                    .forEach(role -> observation.addMember(user, role));
        }
        roles(roles).forEach(observation::add);
        return observation;
    }

    /** One by one, unless one of them seems to be missing: of two users that differ in case Airflow shows neither. */
    private List<FabUser> users(Set<String> names) {
        if (names.size() > FEW || !names.stream().allMatch(Reading::addressable)) {
            return client.users();
        }
        var users = new ArrayList<FabUser>();
        for (String name : names) {
            Optional<FabUser> user = client.user(name);
            if (user.isEmpty()) {
                return client.users();
            }
            users.add(user.get());
        }
        return users;
    }

    private List<FabRole> roles(Set<String> names) {
        Predicate<FabRole> wanted = role -> names.contains(role.name());
        if (names.size() > FEW || !names.stream().allMatch(Reading::addressable)) {
            return client.roles().stream().filter(wanted).toList();
        }
        return names.stream()
                .map(client::role)
                .flatMap(Optional::stream)
                .filter(wanted)
                .toList();
    }

    private static boolean addressable(String name) {
        return !name.contains("/") && !name.equals(".") && !name.equals("..");
    }
}
