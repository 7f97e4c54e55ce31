package dev.mandate.agent.airflow;

import dev.mandate.model.access.AppRoleName;
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
 * @param ownRoles the roles the agent's permissions come from
 */
record Names(Vocabulary vocabulary, String self, Set<String> ownRoles) {
    /** Characters; PostgreSQL and MySQL answer an internal error beyond it, SQLite keeps more. */
    static final int LONGEST_ROLE = 64;

    /** Characters, so that a made-up e-mail address still fits into the 512 there are. */
    static final int LONGEST_USER = 480;

    private static final int LONGEST_RESOURCE = 250;

    Names {
        ownRoles = Set.copyOf(ownRoles);
    }

    Optional<Rejected> refusal(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> principal(create.principal());
            case Change.CreateAppRole create -> principal(create.principal());
            case Change.DeleteAppRole delete -> principal(delete.principal());
            case Change.AddGrant add -> grant(add.grant());
            case Change.RemoveGrant remove -> grant(remove.grant());
            case Change.AlterGrant alter -> unknown("Airflow has neither conditions nor options: " + alter.to());
            case Change.SetAccountStatus status ->
                notPermitted("Airflow's REST interface cannot switch " + status.principal()
                        + " on or off; do it in its user list");
        };
    }

    private Optional<Rejected> grant(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (!entitlement.plain() || entitlement.effect() != Effect.ALLOW) {
            return unknown("Airflow has neither DENY nor conditions nor options: " + entitlement);
        }
        if (vocabulary.isNeutral(entitlement)) {
            return notPermitted("Airflow itself adds and restores " + entitlement + ", so it is never changed");
        }
        return principal(grant.principal()).or(() -> switch (grant.principal()) {
            case Principal.Account ignored -> membership(entitlement);
            case Principal.AppRole ignored -> permission(entitlement);
            case Principal.ExternalGroup ignored -> Optional.empty();
            case Principal.Anyone ignored -> Optional.empty();
        });
    }

    private static Optional<Rejected> membership(Entitlement entitlement) {
        return entitlement
                .memberOf()
                .map(role -> role(role.value()))
                .orElseGet(() -> unknown("an Airflow user holds roles, not " + entitlement));
    }

    private Optional<Rejected> permission(Entitlement entitlement) {
        boolean known = entitlement.kind().equals(Pair.KIND)
                && vocabulary
                        .kind(entitlement)
                        .filter(kind ->
                                entitlement.action() != null && kind.actions().contains(entitlement.action()))
                        .isPresent();
        if (!known) {
            return unknown("an Airflow role holds permissions such as permission:DAGs can_read, not " + entitlement);
        }
        return characters(entitlement.resource()) > LONGEST_RESOURCE
                ? notAllowed("resource names end at " + LONGEST_RESOURCE + " characters: " + entitlement)
                : Optional.empty();
    }

    private Optional<Rejected> principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name)
            when name.value().equalsIgnoreCase(self) -> notPermitted(principal + " is the agent's own user");
            case Principal.Account(var name) -> user(name.value());
            case Principal.AppRole(var name) when vocabulary.isBuiltIn(name) -> builtIn(name);
            case Principal.AppRole(var name)
            when ownRoles.contains(name.value()) -> notPermitted("the agent's own permissions come from " + principal);
            case Principal.AppRole(var name) -> role(name.value());
            case Principal.ExternalGroup group -> unknown("Airflow knows no external groups over REST: " + group);
            case Principal.Anyone ignored -> unknown("Airflow has no grants to everybody");
        };
    }

    private static Optional<Rejected> builtIn(AppRoleName role) {
        return notPermitted("Airflow ships the role '" + role + "' and restores it at each start;"
                + " define an AppRole of another name");
    }

    private static Optional<Rejected> user(String name) {
        return name("user", name, LONGEST_USER);
    }

    private static Optional<Rejected> role(String name) {
        return name("role", name, LONGEST_ROLE);
    }

    private static Optional<Rejected> name(String what, String name, int longest) {
        if (characters(name) > longest) {
            return notAllowed("an Airflow " + what + " name has at most " + longest + " characters, not "
                    + characters(name) + ": '" + name.substring(0, 20) + "…'");
        }
        if (name.contains("/")) {
            return notAllowed(
                    "Airflow's REST interface cannot address a " + what + " with '/' in its name: '" + name + "'");
        }
        if (isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()))) {
            return notAllowed("'" + name + "' begins or ends with a blank, which Airflow keeps and people overlook");
        }
        return name.equals(".") || name.equals("..")
                ? notAllowed("'" + name + "' means a folder to servers on the way")
                : Optional.empty();
    }

    /** Also those that never break a line. */
    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
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
