package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What can be refused by looking at a change alone, before any call. Nothing of an entitlement but its names, which
 * are quoted, and its action, which must be one of the vocabulary's, ever becomes SQL.
 *
 * @param own the roles that the agent itself works with
 */
record NameRules(Set<String> own, Vocabulary vocabulary) {
    /** Even in double quotes these mean PUBLIC, or nobody. */
    private static final Set<String> RESERVED = Set.of("public", "none");

    NameRules {
        own = Set.copyOf(own);
    }

    static NameRules of(PostgresqlConfig config, Release release) {
        return new NameRules(
                config.adminRole() == null ? Set.of(config.user()) : Set.of(config.user(), config.adminRole()),
                new PostgresqlType().vocabularies().vocabulary(release));
    }

    Optional<Outcome.Rejected> refusal(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> refusal(create.principal()).or(() -> prefixed(create.principal()));
            case Change.CreateAppRole create -> refusal(create.principal()).or(() -> prefixed(create.principal()));
            case Change.SetAccountStatus status -> refusal(status.principal());
            case Change.DeleteAppRole delete -> refusal(delete.principal()).or(() -> prefixed(delete.principal()));
            case Change.AddGrant add -> refusal(add.grant());
            case Change.RemoveGrant remove -> refusal(remove.grant());
            case Change.AlterGrant alter -> refusal(alter.to());
        };
    }

    private Optional<Outcome.Rejected> refusal(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (entitlement.condition() != null || entitlement.effect() != Effect.ALLOW) {
            return unknown("PostgreSQL has neither DENY nor conditions: " + entitlement);
        }
        if (entitlement.kind().equals(Observation.ATTRIBUTE_KIND)) {
            return notPermitted("role attributes are not changed by this agent: " + entitlement);
        }
        if (!isKnown(entitlement)) {
            return unknown("PostgreSQL " + vocabulary.release() + " has no " + entitlement);
        }
        Optional<Outcome.Rejected> about = refusal(grant.principal()).or(() -> outside(grant.principal()));
        return about.isPresent() || !entitlement.kind().equals(Entitlement.ROLE_KIND)
                ? about
                : name(entitlement.resource());
    }

    /** Whether this release has it. */
    boolean isKnown(Entitlement entitlement) {
        return vocabulary
                .kind(entitlement)
                .filter(kind -> (entitlement.action() == null
                                ? kind.actions().isEmpty()
                                : kind.actions().contains(entitlement.action()))
                        && kind.options().containsAll(entitlement.options().keySet())
                        && (kind.pattern() || !entitlement.pattern()))
                .isPresent();
    }

    private Optional<Outcome.Rejected> refusal(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> name(account.name().value());
            case Principal.AppRole role -> name(role.name().value());
            case Principal.ExternalGroup group -> unknown("PostgreSQL has no external groups: " + group);
            case Principal.Anyone ignored -> notPermitted("what PUBLIC holds is not changed by this agent");
        };
    }

    private Optional<Outcome.Rejected> outside(Principal holder) {
        String name = Spelling.unspell(roleName(holder));
        if (name.startsWith("pg_")) {
            return notPermitted("what the predefined role '" + name + "' holds is not changed by this agent");
        }
        return own.contains(name) ? notPermitted("'" + name + "' is the agent's own role") : Optional.empty();
    }

    private Optional<Outcome.Rejected> name(String spelled) {
        String name = Spelling.unspell(spelled);
        if (SqlNames.tooLong(name)) {
            return notAllowed("'" + spelled + "' has " + name.getBytes(StandardCharsets.UTF_8).length
                    + " bytes; PostgreSQL keeps " + SqlNames.LONGEST);
        }
        if (RESERVED.contains(name)) {
            return notAllowed("'" + spelled + "' is reserved by PostgreSQL");
        }
        return Optional.empty();
    }

    private Optional<Outcome.Rejected> prefixed(Principal principal) {
        String name = Spelling.unspell(roleName(principal));
        if (name.startsWith("pg_")) {
            return notAllowed("'" + name + "': names that start with pg_ belong to PostgreSQL");
        }
        return own.contains(name) ? notPermitted("'" + name + "' is the agent's own role") : Optional.empty();
    }

    /** @throws IllegalArgumentException for a principal that is no role */
    static String roleName(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> account.name().value();
            case Principal.AppRole role -> role.name().value();
            case Principal.ExternalGroup group -> throw new IllegalArgumentException(group + " is no role");
            case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone + " is no role");
        };
    }

    private static Optional<Outcome.Rejected> notPermitted(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.NOT_PERMITTED, why));
    }

    private static Optional<Outcome.Rejected> notAllowed(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.NAME_NOT_ALLOWED, why));
    }

    private static Optional<Outcome.Rejected> unknown(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.UNKNOWN_ON_TARGET, why));
    }
}
