package dev.mandate.agent.superset;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A row-level security rule, as one role's changes see it; no state means that there is no such rule. */
final class RuleTarget implements Target<Optional<Rule>> {
    private final SupersetClient client;
    private final String name;
    private final String role;

    RuleTarget(SupersetClient client, String name, String role) {
        this.client = client;
        this.name = name;
        this.role = role;
    }

    @Override
    public Optional<Rule> read() {
        return client.rule(name);
    }

    @Override
    public Verdict<Optional<Rule>> verdict(Optional<Rule> state, Change change) {
        return switch (change) {
            case Change.AddGrant(var grant, var direction) -> add(state, grant.entitlement());
            case Change.RemoveGrant(var grant, var direction) -> remove(state, grant.entitlement());
            case Change.AlterGrant(var from, var to, var direction) ->
                alter(state, Rule.of(from.entitlement()), Rule.of(to.entitlement()));
            case Change.CreateAppRole ignored -> notOfARule(change);
            case Change.DeleteAppRole ignored -> notOfARule(change);
            case Change.CreateAccount ignored -> notOfARule(change);
            case Change.SetAccountStatus ignored -> notOfARule(change);
        };
    }

    @Override
    public Written write(Optional<Rule> from, Optional<Rule> to) {
        Rule rule = to.orElseThrow();
        Map<String, Integer> known = rule.roles().isEmpty() ? Map.of() : client.roleIds();
        if (!known.keySet().containsAll(rule.roles())
                || !unknown(rule.datasets()).isEmpty()) {
            return new Written.Refused(404, "a role or dataset is not there");
        }
        var ids = new ArrayList<>(rule.roles().stream().map(known::get).toList());
        return from.isEmpty() ? client.createRule(rule, ids) : client.updateRule(rule, ids);
    }

    @Override
    public Optional<Rejected> fault(Change change) {
        if (!client.roleIds().containsKey(role)) {
            return Optional.of(new Rejected(Rejected.UNKNOWN_ON_TARGET, "there is no role '" + role + "'"));
        }
        return change.gives()
                .filter(grant -> grant.entitlement().kind().equals(Rule.FILTER))
                .map(grant -> unknown(Rule.of(grant.entitlement()).datasets()))
                .filter(missing -> !missing.isEmpty())
                .map(missing -> new Rejected(
                        Rejected.UNKNOWN_ON_TARGET,
                        "Superset has no dataset " + String.join(", ", missing)
                                + "; name it as its datasource_access does"));
    }

    /** Its number may have gone to another dataset: the name has to fit as well. */
    private Set<String> unknown(Set<String> datasets) {
        var missing = new TreeSet<>(datasets);
        for (Pair pair : client.pairs().values()) {
            if (pair.action().equals("datasource_access")) {
                missing.remove(pair.resource());
            }
        }
        return missing;
    }

    private Verdict<Optional<Rule>> add(Optional<Rule> state, Entitlement entitlement) {
        boolean exempts = entitlement.kind().equals(Rule.EXEMPT);
        if (state.isEmpty()) {
            return exempts
                    ? refused(Rejected.UNKNOWN_ON_TARGET, "there is no rule '" + name + "' to be spared by")
                    : becomes(Rule.of(entitlement).withRoles(Set.of(role)));
        }
        Rule rule = state.get();
        if (rule.base() != exempts) {
            return refused(Rejected.STALE_PRIOR, "the rule '" + name + "' is " + (rule.base() ? "Base" : "Regular"));
        }
        if (!exempts && !rule.filtersAs(Rule.of(entitlement))) {
            return refused(
                    Rejected.STALE_PRIOR,
                    "a rule '" + name
                            + "' with another clause, group key or other datasets exists; name yours otherwise");
        }
        var roles = new HashSet<>(rule.roles());
        return roles.add(role) ? becomes(rule.withRoles(roles)) : new Verdict.InPlace<>();
    }

    private Verdict<Optional<Rule>> remove(Optional<Rule> state, Entitlement entitlement) {
        boolean exempts = entitlement.kind().equals(Rule.EXEMPT);
        if (state.isEmpty()
                || state.get().base() != exempts
                || !state.get().roles().contains(role)) {
            return new Verdict.InPlace<>();
        }
        if (!exempts && !state.get().filtersAs(Rule.of(entitlement))) {
            return refused(Rejected.STALE_PRIOR, "the rule '" + name + "' has changed");
        }
        var roles = new HashSet<>(state.get().roles());
        roles.remove(role);
        return becomes(state.get().withRoles(roles));
    }

    private Verdict<Optional<Rule>> alter(Optional<Rule> state, Rule from, Rule to) {
        if (state.isEmpty() || !state.get().roles().contains(role)) {
            return refused(Rejected.STALE_PRIOR, "no rule '" + name + "' filters the role '" + role + "'");
        }
        Rule rule = state.get();
        if (rule.filtersAs(to)) {
            return new Verdict.InPlace<>();
        }
        if (!rule.filtersAs(from)) {
            return refused(Rejected.STALE_PRIOR, "the rule '" + name + "' has changed");
        }
        return rule.roles().equals(Set.of(role))
                ? becomes(new Rule(rule.id(), name, false, to.clause(), rule.groupKey(), to.datasets(), rule.roles()))
                : refused(
                        Rejected.NOT_PERMITTED,
                        "the rule '" + name + "' filters other roles too, which would change with it; make a rule of"
                                + " another name");
    }

    private static Verdict<Optional<Rule>> becomes(Rule rule) {
        return new Verdict.Becomes<>(Optional.of(rule));
    }

    private static Verdict<Optional<Rule>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<Rule>> notOfARule(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of a Superset rule: " + change);
    }
}
