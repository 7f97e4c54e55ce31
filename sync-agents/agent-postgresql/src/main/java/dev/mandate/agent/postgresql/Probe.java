package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.EffectiveAccess.Answer;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.postgresql.Catalogue.Item;
import dev.mandate.agent.postgresql.Catalogue.Role;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the server's own {@code has_…_privilege} functions, one query per sort of thing and database. They look at
 * memberships, ownership, PUBLIC and superusers; whether the role may sign in, and reach the database and schema that a
 * thing is in, are questions of their own.
 *
 * @param found where roles and things are looked up
 */
record Probe(NameRules rules, Catalogue found) {
    /** As the functions call everybody; no role can have this name. */
    private static final String EVERYBODY = "public";

    /** Why the server is not asked; empty where it is. */
    Optional<Answer> silence(Grant question) {
        Entitlement entitlement = question.entitlement();
        Securable kind = Securable.ofKind(entitlement.kind()).orElse(null);
        boolean membership = entitlement.kind().equals(Entitlement.ROLE_KIND);
        if (kind != null && kind.isDefault()) {
            return unknown("PostgreSQL does not tell of things to come: " + entitlement);
        }
        if (entitlement.pattern() || (membership && question.principal() instanceof Principal.Anyone)) {
            return unknown("PostgreSQL answers for one role and one thing at a time: " + question);
        }
        boolean plain = entitlement.effect() == Effect.ALLOW && entitlement.condition() == null;
        if (!plain || !rules.isKnown(entitlement) || (!membership && kind == null)) {
            return unknown("PostgreSQL has no privilege " + entitlement);
        }
        if (role(question.principal()).isEmpty()) {
            return unknown("this cluster has no role for " + question.principal());
        }
        return thing(entitlement).isEmpty() ? unknown("no governed database has " + entitlement) : Optional.empty();
    }

    private static Optional<Answer> unknown(String why) {
        return Optional.of(Answer.unknown(why));
    }

    /** Of questions about what lives in this database, or in none. */
    Map<Grant, Answer> ask(Connection connection, String database, Set<Grant> questions) throws SQLException {
        Map<String, List<Grant>> kinds = questions.stream()
                .filter(question -> silence(question).isEmpty() && isAt(database, question.entitlement()))
                .collect(
                        Collectors.groupingBy(question -> question.entitlement().kind()));
        var answers = new HashMap<Grant, Answer>();
        for (var kind : kinds.entrySet()) {
            ask(connection, kind.getKey(), kind.getValue(), answers);
        }
        return answers;
    }

    private boolean isAt(String database, Entitlement entitlement) {
        return Securable.ofKind(entitlement.kind())
                .flatMap(kind -> found.item(kind, entitlement.resource()))
                .map(Item::database)
                .map(database::equals)
                .orElse(true);
    }

    private void ask(Connection connection, String kind, List<Grant> questions, Map<Grant, Answer> answers)
            throws SQLException {
        String sql = "SELECT q.n, " + function(kind) + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
                + " WITH ORDINALITY AS q (role, thing, part, privilege, n)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<Function<Grant, String>> columns = List.of(
                    question -> role(question.principal()).orElseThrow(),
                    question -> thing(question.entitlement()).orElseThrow(),
                    question -> last(question.entitlement()),
                    question -> privilege(question.entitlement()));
            for (int place = 0; place < columns.size(); place++) {
                Object[] texts = questions.stream().map(columns.get(place)).toArray();
                statement.setArray(place + 1, connection.createArrayOf("text", texts));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.put(questions.get(rows.getInt(1) - 1), rows.getBoolean(2) ? Answer.YES : Answer.NO);
                }
            }
        }
    }

    private static String function(String kind) {
        if (kind.equals(Entitlement.ROLE_KIND)) {
            return "pg_catalog.pg_has_role(q.role, q.thing, q.privilege)";
        }
        String part = kind.equals(Securable.COLUMN.kind()) ? " q.part," : "";
        return "pg_catalog.has_" + kind + "_privilege(q.role, q.thing," + part + " q.privilege)";
    }

    private static String privilege(Entitlement entitlement) {
        if (entitlement.kind().equals(Entitlement.ROLE_KIND)) {
            return "true".equals(entitlement.options().get("admin")) ? "MEMBER WITH ADMIN OPTION" : "MEMBER";
        }
        boolean grantable = "true".equals(entitlement.options().get("grantable"));
        return entitlement.action() + (grantable ? " WITH GRANT OPTION" : "");
    }

    /** As the functions want it: databases, schemas and roles bare, the rest as in SQL. */
    private Optional<String> thing(Entitlement entitlement) {
        if (entitlement.kind().equals(Entitlement.ROLE_KIND)) {
            return role(entitlement.resource());
        }
        return Securable.ofKind(entitlement.kind())
                .flatMap(kind -> found.item(kind, entitlement.resource()))
                .map(item -> switch (item.kind()) {
                    case DATABASE -> Spelling.unspell(entitlement.resource());
                    case SCHEMA -> last(entitlement);
                    default -> item.sql();
                });
    }

    private static String last(Entitlement entitlement) {
        return SqlNames.split(entitlement.resource()).getLast();
    }

    private Optional<String> role(Principal principal) {
        return switch (principal) {
            case Principal.Account account -> role(account.name().value());
            case Principal.AppRole role -> role(role.name().value());
            case Principal.ExternalGroup ignored -> Optional.empty();
            case Principal.Anyone ignored -> Optional.of(EVERYBODY);
        };
    }

    private Optional<String> role(String spelled) {
        return found.role(Spelling.unspell(spelled)).map(Role::name);
    }
}
