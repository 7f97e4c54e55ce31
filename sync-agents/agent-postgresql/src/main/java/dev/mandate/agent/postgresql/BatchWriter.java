package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.postgresql.Catalogue.Role;
import dev.mandate.agent.postgresql.CatalogueReader.Wanted;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies a batch: one transaction per database it touches, each checked against a fresh read of what it is about. */
final class BatchWriter {
    /** "mandate" as a number: agents of one cluster wait for each other. */
    private static final long LOCK = 0x6d616e64617465L;

    private static final int MOST_TRIES = 5;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final PostgresqlConfig config;
    private final Databases databases;
    private final CatalogueReader reader;
    private final AgentClock clock;
    private final NameRules rules;

    BatchWriter(PostgresqlConfig config, Databases databases, CatalogueReader reader, AgentClock clock) {
        this.config = config;
        this.databases = databases;
        this.reader = reader;
        this.clock = clock;
        this.rules = NameRules.of(config, databases.server().release());
    }

    Outcome[] write(Batch batch) {
        List<Change> changes =
                batch.changes().stream().map(PlannedChange::change).toList();
        var outcomes = new Outcome[changes.size()];
        var open = new ArrayList<Integer>();
        for (int place = 0; place < outcomes.length; place++) {
            Optional<Outcome.Rejected> refused = rules.refusal(changes.get(place));
            if (refused.isPresent()) {
                outcomes[place] = refused.get();
            } else {
                open.add(place);
            }
        }
        for (Map.Entry<Order, List<Integer>> part : parts(changes, open).entrySet()) {
            write(part.getKey().database(), batch.lane(), changes, part.getValue(), outcomes);
        }
        return outcomes;
    }

    /**
     * Which transaction a change goes to. With several databases all widening goes before all narrowing, roles are made
     * first and dropped last.
     */
    private record Order(boolean narrowing, int phase, String database) {}

    private Map<Order, List<Integer>> parts(List<Change> changes, List<Integer> places) {
        if (config.databases().size() == 1) {
            return places.isEmpty() ? Map.of() : Map.of(new Order(false, 0, config.main()), places);
        }
        return places.stream()
                .collect(Collectors.groupingBy(
                        place -> order(changes.get(place)),
                        () -> new java.util.TreeMap<>(java.util.Comparator.comparing(Order::narrowing)
                                .thenComparingInt(Order::phase)
                                .thenComparing(Order::database)),
                        Collectors.toList()));
    }

    private Order order(Change change) {
        boolean narrowing = !change.direction().mayWiden();
        return switch (change) {
            case Change.CreateAccount ignored -> new Order(narrowing, 0, config.main());
            case Change.CreateAppRole ignored -> new Order(narrowing, 0, config.main());
            case Change.SetAccountStatus ignored -> new Order(narrowing, 0, config.main());
            case Change.DeleteAppRole ignored -> new Order(narrowing, 2, config.main());
            case Change.AddGrant add ->
                new Order(narrowing, 1, database(add.grant().entitlement()));
            case Change.RemoveGrant remove ->
                new Order(narrowing, 1, database(remove.grant().entitlement()));
            case Change.AlterGrant alter ->
                new Order(narrowing, 1, database(alter.to().entitlement()));
        };
    }

    /** Where an entitlement has to be written; an unknown database is found to be so in the main one. */
    private String database(Entitlement entitlement) {
        boolean shared = Securable.ofKind(entitlement.kind())
                .filter(kind -> kind != Securable.DATABASE)
                .isEmpty();
        String first = SqlNames.split(entitlement.resource()).getFirst();
        return !shared && config.databases().contains(first) ? first : config.main();
    }

    private void write(String database, Lane lane, List<Change> all, List<Integer> places, Outcome[] outcomes) {
        for (int tries = 1; ; tries++) {
            try {
                Connection connection = databases.connection(database);
                transaction(connection, database, lane, all, places, outcomes);
                connection.commit();
                tellOfSessions(connection, database, all, places, outcomes);
                return;
            } catch (SQLException e) {
                databases.drop(database);
                if (!Faults.lostRace(e) || tries == MOST_TRIES) {
                    unreachable(places, outcomes, Faults.message(e));
                    return;
                }
            } catch (AgentException | Observation.UnknownRole e) {
                databases.drop(database);
                unreachable(places, outcomes, String.valueOf(e.getMessage()));
                return;
            }
        }
    }

    private void unreachable(List<Integer> places, Outcome[] outcomes, String why) {
        var outcome = new Outcome.Unreachable(clock.now().plus(RETRY_AFTER), why);
        places.forEach(place -> outcomes[place] = outcome);
    }

    private void transaction(
            Connection connection,
            String database,
            Lane lane,
            List<Change> all,
            List<Integer> places,
            Outcome[] outcomes)
            throws SQLException {
        begin(connection);
        List<Change> changes = places.stream().map(all::get).toList();
        var catalogue = new Catalogue();
        Set<Principal> principals = principals(changes);
        reader.roles(connection, catalogue);
        Optional<Role> admin = admin(catalogue);
        Set<Long> oids = catalogue.oids(principals);
        admin.ifPresent(role -> oids.add(role.oid()));
        Wanted wanted = new Wanted(oids, kinds(changes));
        reader.memberships(connection, wanted, catalogue);
        reader.databases(connection, wanted, catalogue);
        reader.objects(connection, database, wanted, catalogue);
        var observation = new Observation(catalogue, accounts(principals), config.user(), reader.sixteen());
        var privileges = new PrivilegeWriter(
                catalogue,
                observation,
                (kind, resource) -> reader.defaults(kind, database, resource, catalogue),
                config.user(),
                changes);
        var writer =
                new ChangeWriter(catalogue, observation, privileges, config.user(), admin, reader.sixteen(), changes);
        var units = new LinkedHashMap<Object, BatchRun.Unit>();
        for (int place : places) {
            switch (writer.verdict(all.get(place))) {
                case Verdict.Settled settled -> outcomes[place] = settled.outcome();
                case Verdict.Write write -> {
                    Object together = lane == Lane.SWAPS ? all.get(place).principal() : place;
                    var unit = units.computeIfAbsent(
                            together, key -> new BatchRun.Unit(new ArrayList<>(), new ArrayList<>()));
                    unit.places().add(place);
                    unit.steps().addAll(write.steps());
                }
            }
        }
        new BatchRun(connection, List.copyOf(units.values()), outcomes, clock.now()).execute();
    }

    /** @throws AgentException when there is none that the agent may be */
    private Optional<Role> admin(Catalogue catalogue) {
        String name = config.adminRole();
        if (name == null) {
            return Optional.empty();
        }
        Optional<Role> found = catalogue.role(name).filter(role -> role.settable() && role.createRole());
        if (found.isEmpty()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    "connect.admin-role: run CREATE ROLE " + SqlNames.quote(name) + " CREATEROLE; GRANT "
                            + SqlNames.quote(name) + " TO " + SqlNames.quote(config.user()));
        }
        return found;
    }

    private void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET LOCAL search_path = ''; SET LOCAL lock_timeout = '20s'; SET LOCAL statement_timeout = "
                            + config.statementTimeout().toMillis() + "; SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
    }

    /** Of all that the changes name; the members of an AppRole that goes come with it. */
    private static Set<Principal> principals(List<Change> changes) {
        return changes.stream().map(Change::principal).collect(Collectors.toSet());
    }

    private static Set<AccountName> accounts(Set<Principal> principals) {
        var accounts = new HashSet<AccountName>();
        for (Principal principal : principals) {
            if (principal instanceof Principal.Account account) {
                accounts.add(account.name());
            }
        }
        return accounts;
    }

    private static Set<Securable> kinds(List<Change> changes) {
        var grants = new HashSet<Grant>();
        for (Change change : changes) {
            switch (change) {
                case Change.AddGrant add -> grants.add(add.grant());
                case Change.RemoveGrant remove -> grants.add(remove.grant());
                case Change.AlterGrant alter -> grants.add(alter.to());
                case Change.CreateAccount ignored -> {}
                case Change.CreateAppRole ignored -> {}
                case Change.SetAccountStatus ignored -> {}
                case Change.DeleteAppRole ignored -> {}
            }
        }
        return Securable.of(grants);
    }

    /** NOLOGIN keeps nobody out who is in already: as long as a session is open, nobody knows when it has effect. */
    private void tellOfSessions(
            Connection connection, String database, List<Change> all, List<Integer> places, Outcome[] outcomes) {
        Map<AccountName, Integer> disabled = new HashMap<>();
        for (int place : places) {
            if (all.get(place) instanceof Change.SetAccountStatus(var account, var ignored, var to)
                    && to == AccountStatus.DISABLED
                    && outcomes[place] instanceof Outcome.Applied) {
                disabled.put(account, place);
            }
        }
        if (disabled.isEmpty()) {
            return;
        }
        Set<AccountName> stillIn = stillIn(connection, database, disabled.keySet());
        disabled.forEach((account, place) -> {
            if (stillIn.contains(account)) {
                outcomes[place] = new Outcome.Applied(Sessions.NO_BOUND);
            }
        });
    }

    private Set<AccountName> stillIn(Connection connection, String database, Set<AccountName> accounts) {
        try {
            return new Sessions(connection, config.user()).open(accounts).keySet();
        } catch (SQLException e) {
            databases.drop(database);
            return accounts;
        }
    }
}
