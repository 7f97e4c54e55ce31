package dev.mandate.agent.superset;

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

/** Users, roles, groups and rules of Superset in the words of the model. */
final class Observation {
    private static final String BASE = "a Base rule filters everybody whom it does not spare; change it in Superset";

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
    AccountName add(SupersetUser user) {
        AccountName name = account(user);
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

    void addMember(SupersetUser user, String appRole) {
        add(new Grant(new Principal.Account(account(user)), Entitlement.memberOf(appRole(appRole))));
    }

    void addRole(String name, Collection<Pair> pairs) {
        AppRoleName role = appRole(name);
        appRoles.put(role, new ObservedAppRole(role, vocabulary.isBuiltIn(role), name.equals(SupersetUser.ADMIN)));
        for (Pair pair : pairs) {
            String resource = spelled("permission on", pair.resource(), Function.identity(), Observation::resource);
            add(new Grant(new Principal.AppRole(role), Entitlement.of(Pair.KIND, resource, pair.action())));
        }
    }

    /** The group alone, without what it holds. */
    void addGroup(String name) {
        AppRoleName group = appRole(name);
        appRoles.put(group, new ObservedAppRole(group, false, false));
    }

    void addMember(SupersetGroup group, String role) {
        add(new Grant(new Principal.AppRole(appRole(group.name())), Entitlement.memberOf(appRole(role))));
    }

    /** What a rule does to one of its roles. */
    void add(Rule rule, String role) {
        spelled("rule", rule.name(), Function.identity(), Observation::resource);
        add(new Grant(new Principal.AppRole(appRole(role)), rule.base() ? rule.exempt() : rule.filter()));
    }

    /** What a Base rule does to everybody else. */
    void addBase(Rule rule) {
        spelled("rule", rule.name(), Function.identity(), Observation::resource);
        var grant = new Grant(new Principal.Anyone(), rule.filter());
        grants.put(grant.key(), new ObservedGrant(grant, BASE));
    }

    /** How much of what each pattern stands for its AppRole holds; only of AppRoles that are here. */
    Map<Grant, Coverage> coverage(Set<Grant> patterns, Collection<Pair> known) {
        var coverage = new HashMap<Grant, Coverage>();
        for (Grant pattern : patterns) {
            if (pattern.principal() instanceof Principal.AppRole(var role) && appRoles.containsKey(role)) {
                var matched = known.stream()
                        .map(Pair::entitlement)
                        .filter(pair -> Patterns.covers(pattern.entitlement(), pair))
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

    private static AccountName account(SupersetUser user) {
        return spelled("user", user.name(), AccountName::of, AccountName::value);
    }

    private static AppRoleName appRole(String name) {
        return spelled("role or group", name, AppRoleName::of, AppRoleName::value);
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
        throw unusable(what, name, "it begins or ends with a blank");
    }

    private static AgentException unusable(String what, String name, String why) {
        return new AgentException(
                ErrorCode.INCOMPLETE_READ,
                "Superset's " + what + " '" + name + "' cannot be governed: " + why + "; rename or delete it there");
    }
}
