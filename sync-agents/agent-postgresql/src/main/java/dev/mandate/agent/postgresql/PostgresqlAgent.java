package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.postgresql.CatalogueReader.Wanted;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads and changes one PostgreSQL cluster. Calls queue up: there is one connection per database. */
final class PostgresqlAgent implements Agent {
    /** Each batch costs a read of what it is about; 15,000 new roles in one transaction were no trouble. */
    static final int MOST_CHANGES = 10_000;

    private final DeploymentId deployment;
    private final PostgresqlConfig config;
    private final AgentClock clock;
    private final Databases databases;
    private final AgentProfile profile;
    private final CatalogueReader reader;
    private final BatchWriter writer;
    private final ReentrantLock turn = new ReentrantLock();

    private PostgresqlAgent(DeploymentId deployment, PostgresqlConfig config, AgentClock clock, Databases databases) {
        this.deployment = deployment;
        this.config = config;
        this.clock = clock;
        this.databases = databases;
        Databases.Server server = databases.server();
        boolean sixteen = server.version() >= 160000;
        this.profile = profile(config, server);
        this.reader = new CatalogueReader(sixteen, config.qualified());
        this.writer = new BatchWriter(config, databases, reader, clock);
    }

    /** @throws AgentException when a governed database cannot be reached or refuses us */
    static PostgresqlAgent open(PostgresqlConfig config, DeploymentId deployment, AgentClock clock) {
        var databases = new Databases(config);
        try {
            config.databases().forEach(databases::connection);
            return new PostgresqlAgent(deployment, config, clock, databases);
        } catch (AgentException e) {
            databases.close();
            throw e;
        }
    }

    private static AgentProfile profile(PostgresqlConfig config, Databases.Server server) {
        return new AgentProfile(
                PostgresqlType.POSTGRESQL,
                server.release(),
                server.systemIdentifier(),
                AccountName.of(Spelling.spell(config.user())),
                EnumSet.complementOf(EnumSet.of(Capability.LOGIN_SYNC, Capability.LAST_USED)),
                Map.of(
                        Facet.ACCOUNTS,
                        List.of(
                                "pg_hba.conf decides who may connect from where and how",
                                server.signals()
                                        ? "sessions of superusers, and of whoever signs in to a pool in front of it, are not ended"
                                        : "sessions that are open are not ended: " + Sessions.fix(config.user())),
                        Facet.MEMBERSHIPS,
                        server.version() >= 160000
                                ? List.of()
                                : List.of("before release 16 NOINHERIT is a switch of the member, not shown here"),
                        Facet.ROLE_CONTENT,
                        List.of(
                                "types, languages, tablespaces, foreign servers, large objects and parameters",
                                "row-level security policies and SECURITY DEFINER functions",
                                "default privileges that nobody ever changed",
                                "objects in databases that connect does not name")),
                BatchUnit.TRANSACTION,
                MOST_CHANGES,
                Duration.ZERO,
                SqlNames.LONGEST,
                SqlNames.LONGEST);
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        turn.lock();
        try {
            return observe(scope);
        } catch (Observation.UnknownRole e) {
            throw new AgentException(ErrorCode.INCOMPLETE_READ, deployment + ": " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }

    private ObservedState observe(ReadScope scope) {
        Instant at = clock.now();
        var catalogue = new Catalogue();
        Set<Principal> principals = switch (scope) {
            case ReadScope.Full ignored -> null;
            case ReadScope.Of of -> of.principals();
        };
        for (String database : config.databases()) {
            inSnapshot(database, connection -> {
                if (database.equals(config.main())) {
                    reader.roles(connection, catalogue);
                }
                Wanted wanted = new Wanted(
                        principals == null ? null : catalogue.oids(principals), Securable.of(scope.patterns()));
                if (database.equals(config.main())) {
                    reader.memberships(connection, wanted, catalogue);
                    reader.databases(connection, wanted, catalogue);
                }
                reader.objects(connection, database, wanted, catalogue);
            });
        }
        return state(scope, principals, catalogue, at);
    }

    private ObservedState state(ReadScope scope, @Nullable Set<Principal> principals, Catalogue catalogue, Instant at) {
        var accounts = new HashSet<>(scope.accounts());
        if (principals != null) {
            principals.forEach(principal -> {
                if (principal instanceof Principal.Account account) {
                    accounts.add(account.name());
                }
            });
        }
        var observation = new Observation(catalogue, accounts, config.user(), reader.sixteen());
        Predicate<Principal> wanted = principal -> principals == null || principals.contains(principal);
        observation.addAttributes(wanted);
        return new ObservedState(
                deployment,
                scope,
                at,
                observation.accounts(wanted),
                observation.appRoles(wanted),
                principals == null ? observation.grants() : touching(principals, observation.grants()),
                observation.coverage(scope.patterns()));
    }

    /** A role that turned from account to AppRole is no longer the one that was asked for. */
    private static Map<Grant, ObservedGrant> touching(Set<Principal> principals, Map<Grant, ObservedGrant> grants) {
        var wanted = new HashMap<Grant, ObservedGrant>();
        grants.forEach((key, grant) -> {
            boolean member = key.entitlement()
                    .memberOf()
                    .map(role -> principals.contains(new Principal.AppRole(role)))
                    .orElse(false);
            if (member || principals.contains(key.principal())) {
                wanted.put(key, grant);
            }
        });
        return wanted;
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        turn.lock();
        try {
            return Arrays.asList(writer.write(batch));
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Optional<SessionKill> sessionKill() {
        return Optional.of(new SessionKill() {
            @Override
            public Map<AccountName, Open> open(Set<AccountName> accounts) {
                return ofSessions(sessions -> sessions.open(accounts));
            }

            @Override
            public Map<AccountName, Ended> end(Set<AccountName> accounts) {
                return ofSessions(sessions -> sessions.end(accounts));
            }
        });
    }

    @Override
    public Optional<EffectiveAccess> effectiveAccess() {
        return Optional.of(this::ask);
    }

    private Map<Grant, EffectiveAccess.Answer> ask(Set<Grant> questions) {
        var answers = new HashMap<Grant, EffectiveAccess.Answer>();
        var catalogue = new Catalogue();
        var probe = new Probe(NameRules.of(config, profile.release()), catalogue);
        var nobody = new Wanted(Set.of(), Securable.of(questions));
        turn.lock();
        try {
            for (String database : config.databases()) {
                inSnapshot(database, connection -> {
                    if (database.equals(config.main())) {
                        reader.roles(connection, catalogue);
                        reader.databases(connection, nobody, catalogue);
                    }
                    reader.objects(connection, database, nobody, catalogue);
                    answers.putAll(probe.ask(connection, database, questions));
                });
            }
        } finally {
            turn.unlock();
        }
        questions.forEach(question ->
                answers.computeIfAbsent(question, asked -> probe.silence(asked).orElseThrow()));
        return answers;
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return Optional.of(this::find);
    }

    private Ungoverned.Found find() {
        var ways = new LinkedHashSet<Ungoverned.Way>();
        var unseen = new LinkedHashSet<String>();
        turn.lock();
        try {
            for (String database : config.databases()) {
                inSnapshot(database, connection -> {
                    Ungoverned.Found here = new WaysIn(connection, config.user()).find(database.equals(config.main()));
                    ways.addAll(here.ways());
                    unseen.addAll(here.unseen());
                });
            }
        } finally {
            turn.unlock();
        }
        return new Ungoverned.Found(List.copyOf(ways), List.copyOf(unseen));
    }

    private <T> T ofSessions(OfSessions<T> work) {
        String database = config.main();
        turn.lock();
        try {
            Connection connection = databases.connection(database);
            return work.with(new Sessions(connection, config.user()));
        } catch (SQLException e) {
            databases.drop(database);
            throw Faults.exception(e, config, database);
        } finally {
            turn.unlock();
        }
    }

    @FunctionalInterface
    private interface OfSessions<T> {
        T with(Sessions sessions) throws SQLException;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            databases.close();
        } finally {
            turn.unlock();
        }
    }

    private void inSnapshot(String database, Work work) {
        Connection connection = databases.connection(database);
        try {
            try (Statement begin = connection.createStatement()) {
                begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = '';"
                        + " SET LOCAL statement_timeout = "
                        + config.statementTimeout().toMillis());
            }
            work.run(connection);
            connection.commit();
        } catch (SQLException e) {
            databases.drop(database);
            throw Faults.exception(e, config, database);
        } catch (RuntimeException e) {
            databases.drop(database);
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work {
        void run(Connection connection) throws SQLException;
    }
}
