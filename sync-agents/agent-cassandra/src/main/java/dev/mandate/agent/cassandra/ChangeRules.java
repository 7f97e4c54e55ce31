package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import java.util.Optional;

/**
 * What can be refused by looking at a change alone, before any call. Nothing of an entitlement but its names, which are
 * quoted, and its action, which must be one of the vocabulary's, ever becomes CQL.
 */
record ChangeRules(Vocabulary vocabulary) {
    Optional<Outcome.Rejected> refusal(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> refusal(create.principal());
            case Change.CreateAppRole create -> refusal(create.principal());
            case Change.SetAccountStatus status -> refusal(status.principal());
            case Change.DeleteAppRole delete -> refusal(delete.principal());
            case Change.AddGrant add -> refusal(add.grant());
            case Change.RemoveGrant remove -> refusal(remove.grant());
            case Change.AlterGrant alter -> refusal(alter.to());
        };
    }

    private Optional<Outcome.Rejected> refusal(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (entitlement.condition() != null || entitlement.effect() != Effect.ALLOW) {
            return unknown("Cassandra has neither DENY nor conditions: " + entitlement);
        }
        if (entitlement.kind().equals(Observation.ATTRIBUTE)
                || entitlement.kind().equals(Resource.OTHER)) {
            return Optional.of(new Outcome.Rejected(
                    Outcome.Rejected.NOT_PERMITTED, "shown, and not changed by this agent: " + entitlement));
        }
        Optional<String> fault = vocabulary.fault(entitlement);
        if (fault.isPresent()) {
            return unknown(entitlement + ": " + fault.get());
        }
        Optional<Outcome.Rejected> about = refusal(grant.principal());
        if (about.isPresent()) {
            return about;
        }
        String action = entitlement.action();
        if (action == null) {
            return name(entitlement.resource());
        }
        Resource resource = Resource.of(entitlement);
        if (resource.cql().isEmpty() || !resource.takes(action)) {
            return unknown("Cassandra has no " + entitlement + "; it is spelled as docs/agents/cassandra.md says");
        }
        return Optional.empty();
    }

    private static Optional<Outcome.Rejected> refusal(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> name(account.name().value());
            case Principal.AppRole role -> name(role.name().value());
            case Principal.ExternalGroup group -> unknown("Cassandra has no external groups: " + group);
            case Principal.Anyone anyone -> unknown("Cassandra grants nothing to " + anyone);
        };
    }

    private static Optional<Outcome.Rejected> name(String spelled) {
        String name = Spelling.unspell(spelled);
        return Names.tooLong(name)
                ? Optional.of(new Outcome.Rejected(
                        Outcome.Rejected.NAME_NOT_ALLOWED,
                        "'" + spelled + "' is longer than the " + Names.LONGEST + " bytes that Mandate gives a role"))
                : Optional.empty();
    }

    /** @throws IllegalArgumentException for a principal that is no role */
    static String roleName(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> Spelling.unspell(account.name().value());
            case Principal.AppRole role -> Spelling.unspell(role.name().value());
            case Principal.ExternalGroup group -> throw new IllegalArgumentException(group + " is no role");
            case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone + " is no role");
        };
    }

    private static Optional<Outcome.Rejected> unknown(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.UNKNOWN_ON_TARGET, why));
    }
}
