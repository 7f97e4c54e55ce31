package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What can be refused by looking at a change alone, before any call.
 *
 * @param self the agent's own user
 * @param ownRoles the roles that the agent's permissions come from
 * @param ownBackendRoles the backend roles that these come from
 */
record Names(Vocabulary vocabulary, String self, Set<String> ownRoles, Set<String> ownBackendRoles) {
    /** In UTF-8; longer ones could not be written down in policy. */
    static final int LONGEST = 512;

    Names {
        ownRoles = Set.copyOf(ownRoles);
        ownBackendRoles = Set.copyOf(ownBackendRoles);
    }

    Optional<Rejected> refusal(Change change) {
        return switch (change) {
            case Change.CreateAccount create ->
                principal(create.principal()).or(() -> made(create.account().value()));
            case Change.CreateAppRole create -> principal(create.principal());
            case Change.DeleteAppRole delete -> principal(delete.principal());
            case Change.SetAccountStatus status ->
                notPermitted("OpenSearch cannot switch " + status.principal() + " off; take its roles");
            case Change.AddGrant add -> grant(add.grant()).or(() -> given(add.grant()));
            case Change.RemoveGrant remove -> grant(remove.grant());
            case Change.AlterGrant alter ->
                grant(alter.from()).or(() -> grant(alter.to())).or(() -> given(alter.to()));
        };
    }

    private Optional<Rejected> grant(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (entitlement.effect() == Effect.DENY || !entitlement.options().isEmpty() || entitlement.pattern()) {
            return unknown("OpenSearch has neither DENY nor options, and its own wildcards are written as JSON strings"
                    + " (index:\"sales-*\" read), so there is no " + entitlement);
        }
        return principal(grant.principal()).or(() -> switch (grant.principal()) {
            case Principal.AppRole ignored -> Content.refusal(entitlement);
            case Principal.Account ignored when entitlement.kind().equals(Content.BACKEND_ROLE) -> plain(entitlement);
            case Principal.Account ignored -> membership(entitlement);
            case Principal.ExternalGroup group ->
                ownBackendRoles.contains(Spelling.unspell(group.name()))
                        ? notPermitted("the agent's own permissions come from " + group)
                        : membership(entitlement);
            case Principal.Anyone ignored ->
                ownRoles.contains(Spelling.unspell(entitlement.resource()))
                        ? notPermitted("the agent's own permissions come from " + entitlement)
                        : membership(entitlement);
        });
    }

    /** What would be taken, and then mean something else. */
    private Optional<Rejected> given(Grant grant) {
        Optional<String> fault = vocabulary.fault(grant.entitlement());
        if (fault.isPresent()) {
            return unknown(fault.get());
        }
        return switch (grant.principal()) {
            case Principal.Account(var name) -> made(name.value());
            case Principal.AppRole ignored -> Optional.empty();
            case Principal.Anyone ignored -> Optional.empty();
            case Principal.ExternalGroup(var name) ->
                wild(Spelling.unspell(name)) && !name.startsWith(Groups.HOST)
                        ? notAllowed("'" + name + "' would be every backend role that matches")
                        : Optional.empty();
        };
    }

    private static Optional<Rejected> made(String spelled) {
        String name = Spelling.unspell(spelled);
        if (wild(name)) {
            return notAllowed("'" + name + "' would be every user that matches");
        }
        return name.contains(":")
                ? notAllowed("'" + name + "' has a ':', which ends the name in HTTP Basic")
                : Optional.empty();
    }

    /** As the plugin's WildcardMatcher reads it. */
    static boolean wild(String name) {
        return name.contains("*")
                || name.contains("?")
                || (name.length() > 1 && name.startsWith("/") && name.endsWith("/"));
    }

    private static Optional<Rejected> membership(Entitlement entitlement) {
        return entitlement.memberOf().isPresent()
                ? plain(entitlement)
                : unknown("only roles hold permissions, not " + entitlement);
    }

    private static Optional<Rejected> plain(Entitlement entitlement) {
        if (entitlement.condition() != null) {
            return unknown("a membership has no condition: " + entitlement);
        }
        return name(entitlement.kind(), entitlement.resource());
    }

    private Optional<Rejected> principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name)
            when Spelling.unspell(name.value()).equals(self) -> notPermitted(principal + " is the agent's own user");
            case Principal.Account(var name) -> name("account", name.value());
            case Principal.AppRole(var name)
            when vocabulary.isBuiltIn(name) ->
                notPermitted("the role '" + name + "' comes with the plugin, which lets nobody change it;"
                        + " define an AppRole of another name");
            case Principal.AppRole(var name)
            when ownRoles.contains(Spelling.unspell(name.value())) ->
                notPermitted("the agent's own permissions come from " + principal);
            case Principal.AppRole(var name) -> name("role", name.value());
            case Principal.ExternalGroup(var name) -> group(name);
            case Principal.Anyone ignored -> Optional.empty();
        };
    }

    private static Optional<Rejected> group(String name) {
        try {
            Groups.parse(name);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return notAllowed(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Rejected> name(String what, String spelled) {
        String name = Spelling.unspell(spelled);
        if (!Spelling.spell(name).equals(spelled)) {
            return notAllowed(what + " '" + spelled + "' is spelled '" + Spelling.spell(name) + "'");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > LONGEST
                ? notAllowed("the name of this " + what + " has " + bytes + " bytes, and at most " + LONGEST
                        + " are written: '" + name.substring(0, 20) + "…'")
                : Optional.empty();
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
