package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one change by one statement, after reading what it is about: Cassandra has no transactions, and answers some
 * repetitions with an error and others with success.
 *
 * @param self the agent's own role
 * @param delay how long Cassandra's caches may keep the old state
 */
record ChangeWriter(CassandraClient client, String self, AgentClock clock, Duration delay) {
    /** Whoever is signed in stays so, and nobody can end it. */
    static final Instant NO_BOUND = Instant.parse("9999-12-31T00:00:00Z");

    private sealed interface Verdict {
        record Settled(Outcome outcome) implements Verdict {}

        /** @param bounded whether anybody knows when it has effect */
        record Write(String cql, boolean bounded) implements Verdict {}
    }

    Outcome write(Change change) {
        switch (verdict(change)) {
            case Verdict.Settled settled -> {
                return settled.outcome();
            }
            case Verdict.Write write -> {
                return send(change, write);
            }
        }
    }

    private Outcome send(Change change, Verdict.Write write) {
        try {
            client.execute(write.cql());
            return new Outcome.Applied(write.bounded() ? clock.now().plus(delay) : NO_BOUND);
        } catch (RuntimeException e) {
            Outcome refused = Faults.rejection(e).orElseThrow(() -> e);
            // somebody else may have been faster: "already exists", "is a member of", "is not a member of"
            return verdict(change) instanceof Verdict.Settled(Outcome.AlreadyInPlace there) ? there : refused;
        }
    }

    private Verdict verdict(Change change) {
        String name = ChangeRules.roleName(change.principal());
        Optional<Role> found = client.role(name);
        Optional<Verdict> outside = outside(name, found);
        if (outside.isPresent()) {
            return outside.get();
        }
        if (change.about().isPresent() && change.principal() instanceof Principal.AppRole && canLogIn(found)) {
            return stale("'" + shown(name) + "' can log in: it is an account");
        }
        return switch (change) {
            case Change.CreateAccount ignored -> create(name, found, true);
            case Change.CreateAppRole ignored -> create(name, found, false);
            case Change.SetAccountStatus status -> setStatus(name, found, status.to());
            case Change.DeleteAppRole ignored -> delete(name, found);
            case Change.AddGrant add ->
                found.map(role -> add(role, add.grant())).orElseGet(() -> noRole(name));
            case Change.RemoveGrant remove ->
                found.map(role -> remove(role, remove.grant())).orElseGet(ChangeWriter::inPlace);
            case Change.AlterGrant alter ->
                rejected(Outcome.Rejected.UNKNOWN_ON_TARGET, "Cassandra's grants have no options: " + alter.to());
        };
    }

    /** Superusers, the agent itself, and the roles whose rights it has. */
    private Optional<Verdict> outside(String name, Optional<Role> found) {
        if (found.isPresent() && found.get().superuser()) {
            return Optional.of(rejected(Outcome.Rejected.NOT_PERMITTED, "'" + shown(name) + "' is a superuser"));
        }
        return withAncestors(self).contains(name)
                ? Optional.of(rejected(
                        Outcome.Rejected.NOT_PERMITTED,
                        "'" + shown(name) + "' is the agent's own role, or gives it its rights"))
                : Optional.empty();
    }

    private Verdict create(String name, Optional<Role> found, boolean login) {
        if (found.isPresent()) {
            return found.get().login() == login
                    ? inPlace()
                    : stale("a role '" + shown(name) + "' exists " + (login ? "without" : "with") + " LOGIN");
        }
        if (!client.permissions(name).isEmpty()) {
            return rejected(
                    "left-over",
                    "a role '" + shown(name) + "' would at once hold what an earlier one of this name left in"
                            + " system_auth.role_permissions: have a superuser delete it there");
        }
        return write("CREATE ROLE " + Names.quote(name) + " WITH LOGIN = " + login);
    }

    private Verdict setStatus(String name, Optional<Role> found, AccountStatus to) {
        if (found.isEmpty()) {
            return stale("there is no role '" + shown(name) + "'");
        }
        boolean login = to == AccountStatus.ENABLED;
        if (found.get().login() == login) {
            return inPlace();
        }
        String cql = "ALTER ROLE " + Names.quote(name) + " WITH LOGIN = " + login;
        return login ? write(cql) : new Verdict.Write(cql, false);
    }

    private Verdict delete(String name, Optional<Role> found) {
        if (found.isEmpty()) {
            return inPlace();
        }
        if (canLogIn(found)) {
            return stale("'" + shown(name) + "' can log in: it is an account");
        }
        // DROP ROLE would take all of it away without a word
        if (!found.get().memberOf().isEmpty() || !client.permissions(name).isEmpty()) {
            return stale("'" + shown(name) + "' still holds something");
        }
        return client.roles().values().stream().anyMatch(role -> role.memberOf().contains(name))
                ? stale("somebody is a member of '" + shown(name) + "'")
                : write("DROP ROLE " + Names.quote(name));
    }

    private Verdict add(Role holder, Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (holds(holder, entitlement)) {
            return inPlace();
        }
        if (!entitlement.kind().equals(Entitlement.ROLE_KIND)) {
            return write(
                    "GRANT " + entitlement.action() + " ON " + on(entitlement) + " TO " + Names.quote(holder.name()));
        }
        String role = Spelling.unspell(entitlement.resource());
        if (client.role(role).isEmpty()) {
            return noRole(role);
        }
        for (String ancestor : withAncestors(role)) {
            if (client.role(ancestor).map(Role::superuser).orElse(false)) {
                return rejected(
                        Outcome.Rejected.NOT_PERMITTED,
                        "members of '" + shown(role) + "' are superusers ('" + shown(ancestor)
                                + "'), which Mandate makes nobody");
            }
        }
        return write("GRANT " + Names.quote(role) + " TO " + Names.quote(holder.name()));
    }

    private Verdict remove(Role holder, Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (!holds(holder, entitlement)) {
            return inPlace();
        }
        String from = " FROM " + Names.quote(holder.name());
        return entitlement.kind().equals(Entitlement.ROLE_KIND)
                ? write("REVOKE " + Names.quote(Spelling.unspell(entitlement.resource())) + from)
                : write("REVOKE " + entitlement.action() + " ON " + on(entitlement) + from);
    }

    private boolean holds(Role holder, Entitlement entitlement) {
        return entitlement.kind().equals(Entitlement.ROLE_KIND)
                ? holder.memberOf().contains(Spelling.unspell(entitlement.resource()))
                : client.permissions(holder.name())
                        .contains(new Held(
                                holder.name(), Resource.of(entitlement), String.valueOf(entitlement.action())));
    }

    /** A role and all that it is a member of, however far. */
    private Set<String> withAncestors(String name) {
        var all = new HashSet<String>();
        var open = new ArrayDeque<String>(Set.of(name));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (all.add(next)) {
                client.role(next).ifPresent(role -> open.addAll(role.memberOf()));
            }
        }
        return all;
    }

    private static boolean canLogIn(Optional<Role> found) {
        return found.map(Role::login).orElse(false);
    }

    /** For messages. */
    private static String shown(String name) {
        return Names.spell(name);
    }

    private static String on(Entitlement entitlement) {
        return Resource.of(entitlement).cql().orElseThrow();
    }

    private static Verdict write(String cql) {
        return new Verdict.Write(cql, true);
    }

    private static Verdict inPlace() {
        return new Verdict.Settled(new Outcome.AlreadyInPlace());
    }

    private static Verdict noRole(String name) {
        return rejected(Outcome.Rejected.UNKNOWN_ON_TARGET, "there is no role '" + shown(name) + "'");
    }

    private static Verdict stale(String why) {
        return rejected(Outcome.Rejected.STALE_PRIOR, why);
    }

    private static Verdict rejected(String code, String why) {
        return new Verdict.Settled(new Outcome.Rejected(code, why));
    }
}
