package dev.mandate.agent.testkit;

import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a {@link ScriptedDeployment} says of who may do what: what is held, also by roles in roles. */
record ScriptedAccess(ScriptedDeployment target) implements EffectiveAccess {
    @Override
    public Map<Grant, Answer> ask(Set<Grant> questions) {
        synchronized (target) {
            var answers = new TreeMap<Grant, Answer>();
            questions.forEach(question -> answers.put(question, answer(question)));
            return answers;
        }
    }

    private Answer answer(Grant question) {
        if (!exists(question.principal())) {
            return Answer.unknown("nobody here is " + question.principal());
        }
        return held(question.principal(), question.entitlement(), new HashSet<>()) ? Answer.YES : Answer.NO;
    }

    private boolean exists(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) -> target.accounts().containsKey(name);
            case Principal.AppRole(var name) -> target.appRoles().containsKey(name);
            case Principal.ExternalGroup ignored -> false;
            case Principal.Anyone ignored -> true;
        };
    }

    private boolean held(Principal principal, Entitlement entitlement, Set<AppRoleName> seen) {
        return target.grants().values().stream()
                .filter(grant -> grant.grant().principal().equals(principal))
                .map(grant -> grant.grant().entitlement())
                .anyMatch(found -> found.equals(entitlement)
                        || found.memberOf()
                                .filter(seen::add)
                                .map(role -> held(new Principal.AppRole(role), entitlement, seen))
                                .orElse(false));
    }
}
