package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.subject.Subject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Users and roles of Airflow in the words of the model. */
final class Observation {
    final Map<AccountName, ObservedAccount> accounts = new HashMap<>();
    final Map<AppRoleName, ObservedAppRole> appRoles = new HashMap<>();
    final Map<Grant, ObservedGrant> grants = new HashMap<>();

    private final Vocabulary vocabulary;
    private final String self;

    Observation(Vocabulary vocabulary, String self) {
        this.vocabulary = vocabulary;
        this.self = self;
    }

    /** The user alone, without what it holds. */
    AccountName add(FabUser user) {
        AccountName name = spelled("user", user.name(), AccountName::of, AccountName::value);
        accounts.put(
                name,
                new ObservedAccount(
                        name,
                        user.name().equalsIgnoreCase(self) ? AccountKind.AGENT : AccountKind.PERSONAL,
                        user.status(),
                        null,
                        user.superuser(),
                        Map.of(Subject.EMAIL, user.email(), Subject.NAME, user.firstName() + " " + user.lastName())));
        return name;
    }

    /** The user and its membership of {@code role}. */
    void addMember(FabUser user, String role) {
        AccountName member = add(user);
        AppRoleName name = spelled("role", role, AppRoleName::of, AppRoleName::value);
        add(new Grant(new Principal.Account(member), Entitlement.memberOf(name)));
    }

    /** The role and its content. */
    void add(FabRole role) {
        AppRoleName name = spelled("role", role.name(), AppRoleName::of, AppRoleName::value);
        appRoles.put(
                name,
                new ObservedAppRole(
                        name, vocabulary.isBuiltIn(name), role.name().equals(FabRole.ADMIN)));
        for (Pair pair : role.pairs()) {
            String resource = spelled("resource", pair.resource(), Function.identity(), Observation::resource);
            add(new Grant(new Principal.AppRole(name), Entitlement.of(Pair.KIND, resource, pair.action())));
        }
    }

    /** How much of what each pattern stands for its AppRole holds; only of AppRoles that are here. */
    Map<Grant, Coverage> coverage(Set<Grant> patterns, Collection<Pair> known) {
        var coverage = new HashMap<Grant, Coverage>();
        for (Grant pattern : patterns) {
            if (pattern.principal() instanceof Principal.AppRole(var role) && appRoles.containsKey(role)) {
                var matched = known.stream()
                        .map(Pair::entitlement)
                        .filter(pair -> Patterns.covers(pattern.entitlement(), pair) && !vocabulary.isNeutral(pair))
                        .map(pair -> new Grant(pattern.principal(), pair))
                        .toList();
                int held = (int) matched.stream().filter(grants::containsKey).count();
                coverage.put(pattern.key(), new Coverage(held, matched.size()));
            }
        }
        return coverage;
    }

    private void add(Grant grant) {
        grants.put(grant.key(), ObservedGrant.of(grant));
    }

    private static String resource(String name) {
        return Entitlement.of(Pair.KIND, name, null).resource();
    }

    /** A name must come back from the model as it went in, or a later write would go to another one. */
    private static <T> T spelled(String what, String name, Function<String, T> reader, Function<T, String> writer) {
        try {
            T read = reader.apply(name);
            if (writer.apply(read).equals(name)) {
                return read;
            }
        } catch (IllegalArgumentException e) {
            throw unusable(what, name, String.valueOf(e.getMessage()));
        }
        throw unusable(what, name, "its characters are not in Unicode normal form C");
    }

    private static AgentException unusable(String what, String name, String why) {
        return new AgentException(
                ErrorCode.INCOMPLETE_READ,
                "Airflow's " + what + " '" + name.replaceAll("\\p{Cntrl}", "?") + "' cannot be governed: " + why
                        + "; rename or delete it in Airflow");
    }
}
