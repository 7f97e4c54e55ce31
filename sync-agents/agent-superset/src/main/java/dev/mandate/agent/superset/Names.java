package dev.mandate.agent.superset;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.Optional;
import java.util.Set;

/**
 * What can be refused by looking at a change alone, before any call.
 *
 * @param self the agent's own user name
 * @param own the roles and groups the agent's permissions come from
 */
record Names(Vocabulary vocabulary, String self, Set<String> own) {
    /** Characters; the database answers an internal error beyond it. */
    static final int LONGEST_USER = 128;

    static final int LONGEST_ROLE = 64;
    private static final int LONGEST_GROUP = 100;
    private static final int LONGEST_RULE = 255;

    Names {
        own = Set.copyOf(own);
    }

    Optional<Rejected> refusal(Change change) {
        return principal(change.principal()).or(() -> switch (change) {
            case Change.AddGrant add -> grant(add.grant());
            case Change.RemoveGrant remove -> grant(remove.grant());
            case Change.AlterGrant alter -> grant(alter.from()).or(() -> grant(alter.to()));
            case Change.CreateAccount ignored -> Optional.empty();
            case Change.SetAccountStatus ignored -> Optional.empty();
            case Change.CreateAppRole ignored -> Optional.empty();
            case Change.DeleteAppRole ignored -> Optional.empty();
        });
    }

    private Optional<Rejected> grant(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (vocabulary.isNeutral(entitlement)) {
            return notPermitted(entitlement + " stands in where a user has no role, so it is never changed");
        }
        if (entitlement.effect() != Effect.ALLOW) {
            return unknown("Superset has no DENY: " + entitlement);
        }
        Optional<String> fault = vocabulary.fault(entitlement);
        if (fault.isPresent()) {
            return unknown(fault.get());
        }
        return switch (grant.principal()) {
            case Principal.AppRole(var name) when !AppRoles.isGroup(name.value()) -> ofARole(entitlement);
            case Principal.AppRole ignored -> membership(entitlement, false);
            case Principal.Account ignored -> membership(entitlement, true);
            case Principal.ExternalGroup ignored -> Optional.empty();
            case Principal.Anyone ignored -> Optional.empty();
        };
    }

    private static Optional<Rejected> membership(Entitlement entitlement, boolean groups) {
        if (entitlement.memberOf().isEmpty() || !entitlement.plain()) {
            return unknown("a Superset " + (groups ? "user holds roles and groups" : "group holds roles") + ", not "
                    + entitlement);
        }
        return !groups && AppRoles.isGroup(entitlement.resource())
                ? unknown("groups of Superset do not nest: " + entitlement)
                : appRole(entitlement.resource());
    }

    private static Optional<Rejected> ofARole(Entitlement entitlement) {
        return switch (entitlement.kind()) {
            case Pair.KIND ->
                entitlement.plain() ? Optional.empty() : unknown("permissions have no conditions: " + entitlement);
            case Rule.FILTER -> filter(entitlement);
            case Rule.EXEMPT ->
                entitlement.plain() ? rule(entitlement.resource()) : unknown("an exemption is plain: " + entitlement);
            default -> unknown("roles of Superset do not nest, groups hold them: " + entitlement);
        };
    }

    private static Optional<Rejected> filter(Entitlement filter) {
        String clause = filter.condition();
        if (clause == null || clause.isBlank()) {
            return unknown("a row filter needs a clause as its condition: " + filter);
        }
        if (filter.options().containsKey(Rule.GROUP_KEY)) {
            return notPermitted("rules of one group key let through what any of them does, so they are made in"
                    + " Superset: " + filter);
        }
        boolean named = Rule.datasets(filter.options().getOrDefault(Rule.DATASETS, "")).stream()
                .allMatch(dataset -> SupersetClient.datasetId(dataset).isPresent());
        return named
                ? rule(filter.resource())
                : unknown("a row filter names its datasets as their datasource_access does, in ascending order and"
                        + " separated by ', ', e.g. datasets: '[warehouse].[orders](id:1)': " + filter);
    }

    private static Optional<Rejected> rule(String name) {
        return Spelling.spell(Spelling.unspell(name)).equals(name)
                ? name("rule", Spelling.unspell(name), LONGEST_RULE)
                : notAllowed("write the rule's name as '" + Spelling.spell(Spelling.unspell(name)) + "'");
    }

    private Optional<Rejected> principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name)
            when name.value().equalsIgnoreCase(self) -> notPermitted(principal + " is the agent's own user");
            case Principal.Account(var name)
            when !Spelling.spell(Spelling.unspell(name.value())).equals(name.value()) ->
                notAllowed("write the user's name as '" + Spelling.spell(Spelling.unspell(name.value())) + "'");
            case Principal.Account(var name) -> name("user", Spelling.unspell(name.value()), LONGEST_USER);
            case Principal.AppRole(var name)
            when vocabulary.isBuiltIn(name) ->
                notPermitted("Superset ships the role '" + name
                        + "' and overwrites it at each upgrade; define an AppRole of another name");
            case Principal.AppRole(var name)
            when own.contains(name.value()) -> notPermitted("the agent's own permissions come from " + principal);
            case Principal.AppRole(var name) -> appRole(name.value());
            case Principal.ExternalGroup group -> unknown("Superset knows no external groups over REST: " + group);
            case Principal.Anyone ignored -> unknown("a rule of type Base is made and changed in Superset");
        };
    }

    private static Optional<Rejected> appRole(String name) {
        String product = AppRoles.product(name);
        if (product.isEmpty() || !AppRoles.canonical(name)) {
            return notAllowed("'" + name + "' is not how a role or group of Superset is written");
        }
        return AppRoles.isGroup(name) ? name("group", product, LONGEST_GROUP) : name("role", product, LONGEST_ROLE);
    }

    private static Optional<Rejected> name(String what, String name, int longest) {
        int characters = name.codePointCount(0, name.length());
        if (characters > longest) {
            return notAllowed("a Superset " + what + " name has at most " + longest + " characters, not " + characters
                    + ": '" + name.substring(0, 20) + "…'");
        }
        return isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()))
                ? notAllowed("'" + name + "' begins or ends with a blank, which Superset keeps and people overlook")
                : Optional.empty();
    }

    /** Also those that never break a line. */
    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static Optional<Rejected> notPermitted(String why) {
        return Optional.of(new Rejected(Rejected.NOT_PERMITTED, why));
    }

    private static Optional<Rejected> notAllowed(String why) {
        return Optional.of(new Rejected(Rejected.NAME_NOT_ALLOWED, why));
    }

    private static Optional<Rejected> unknown(String why) {
        return Optional.of(new Rejected(Rejected.UNKNOWN_ON_TARGET, why));
    }
}
