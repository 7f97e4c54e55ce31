package dev.mandate.agent.testkit;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Does one change to a {@link ScriptedDeployment}, after checking its prior value. */
record ScriptedWriter(
        ScriptedDeployment target, Function<Grant, Stream<Grant>> literals, UnaryOperator<String> spelling) {
    Outcome write(Change change) {
        if (tooLong(change.principal())) {
            return new Outcome.Rejected(Outcome.Rejected.NAME_NOT_ALLOWED, "at most 63 bytes: " + change.principal());
        }
        return switch (change) {
            case Change.CreateAccount create -> {
                var account = new ObservedAccount(
                        create.account(),
                        AccountKind.PERSONAL,
                        AccountStatus.ENABLED,
                        "id-" + create.account(),
                        false,
                        create.attributes());
                yield done(target.accounts().putIfAbsent(create.account(), account) == null);
            }
            case Change.SetAccountStatus status -> set(status);
            case Change.CreateAppRole create ->
                done(target.appRoles().putIfAbsent(create.role(), new ObservedAppRole(create.role(), false, false))
                        == null);
            case Change.DeleteAppRole delete -> delete(delete.role());
            case Change.AddGrant add -> add(add.grant());
            case Change.RemoveGrant remove -> remove(remove.grant());
            case Change.AlterGrant alter -> alter(alter.from(), alter.to());
        };
    }

    private static boolean tooLong(Principal principal) {
        String name = switch (principal) {
            case Principal.Account account -> account.name().value();
            case Principal.AppRole role -> role.name().value();
            case Principal.ExternalGroup group -> group.name();
            case Principal.Anyone ignored -> "";
        };
        return name.getBytes(StandardCharsets.UTF_8).length > ScriptedAgent.LONGEST_NAME;
    }

    private Outcome set(Change.SetAccountStatus change) {
        ObservedAccount found = target.accounts().get(change.account());
        if (found == null) {
            return stale("no account " + change.account());
        }
        if (found.status() == change.to()) {
            return new Outcome.AlreadyInPlace();
        }
        target.accounts()
                .put(
                        found.name(),
                        new ObservedAccount(
                                found.name(),
                                found.kind(),
                                change.to(),
                                found.nativeId(),
                                found.superuser(),
                                Map.copyOf(found.attributes())));
        return done(true);
    }

    private Outcome delete(AppRoleName role) {
        boolean inUse = target.grants().keySet().stream()
                .anyMatch(grant -> grant.principal().equals(new Principal.AppRole(role))
                        || grant.entitlement().memberOf().filter(role::equals).isPresent());
        return inUse
                ? stale(role + " still holds something, or somebody holds it")
                : done(target.appRoles().remove(role) != null);
    }

    private Outcome add(Grant grant) {
        if (target.refuses(grant)) {
            return new Outcome.Rejected(Outcome.Rejected.NOT_PERMITTED, grant.entitlement() + " is not to be given");
        }
        if (grant.entitlement().pattern()) {
            return done(literals.apply(grant).map(this::put).reduce(false, Boolean::logicalOr));
        }
        ObservedGrant found = target.grants().get(grant.key());
        if (found == null) {
            return done(put(grant));
        }
        return found.grant().equals(grant) ? done(false) : stale(found.grant() + " has other options");
    }

    private boolean put(Grant grant) {
        Entitlement wanted = grant.entitlement();
        var spelled = new Grant(
                grant.principal(),
                new Entitlement(
                        wanted.kind(),
                        spelling.apply(wanted.resource()),
                        wanted.pattern(),
                        wanted.action(),
                        wanted.effect(),
                        wanted.condition(),
                        wanted.options()));
        ObservedGrant before = target.grants().put(spelled.key(), ObservedGrant.of(spelled));
        return before == null || !before.grant().equals(spelled);
    }

    private Outcome remove(Grant grant) {
        if (grant.entitlement().pattern()) {
            return done(literals.apply(grant)
                    .map(literal -> target.grants().remove(literal.key()) != null)
                    .reduce(false, Boolean::logicalOr));
        }
        ObservedGrant found = target.grants().get(grant.key());
        if (found == null) {
            return done(false);
        }
        if (found.fixed() != null) {
            return new Outcome.Rejected(Outcome.Rejected.NOT_PERMITTED, found.fixed());
        }
        if (!found.grant().equals(grant)) {
            return stale(found.grant() + " has other options");
        }
        target.grants().remove(grant.key());
        return done(true);
    }

    private Outcome alter(Grant from, Grant to) {
        ObservedGrant found = target.grants().get(to.key());
        if (found != null && found.grant().equals(to)) {
            return done(false);
        }
        if (found == null || !found.grant().equals(from)) {
            return stale(from + " is no longer so");
        }
        return done(put(to));
    }

    private Outcome done(boolean changed) {
        return changed ? new Outcome.Applied(target.now()) : new Outcome.AlreadyInPlace();
    }

    private static Outcome stale(String why) {
        return new Outcome.Rejected(Outcome.Rejected.STALE_PRIOR, why);
    }
}
