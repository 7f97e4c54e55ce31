package dev.mandate.service.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mandate.postgres.PostgresCluster;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A migrated database of one test class: {@code static final TestingDatabase DATABASE = TestingDatabase.create();}. It
 * is reached like the real one, as the application role and in Spring's transactions.
 */
public final class TestingDatabase {
    public static final String PASSWORD = TestingServer.PASSWORD;

    private final String name;
    private final HikariDataSource connections;
    private final DSLContext queries;
    private final Transactions transactions;

    private TestingDatabase(String name) {
        this.name = name;
        var pool = new HikariConfig();
        pool.setJdbcUrl(TestingServer.url(name));
        pool.setUsername("mandate_app");
        pool.setPassword(TestingServer.PASSWORD);
        pool.setMinimumIdle(0);
        // Many databases live as long as the tests: idle connections would add up.
        pool.setIdleTimeout(10_000);
        pool.setMaximumPoolSize(12);
        connections = new HikariDataSource(pool);
        queries = PlatformConfiguration.queries(connections);
        transactions = new Transactions(PlatformConfiguration.transactionManager(connections));
    }

    public static TestingDatabase create() {
        return new TestingDatabase(TestingServer.create("migrated"));
    }

    /** For tests of what the service says about a database that is not as it should be. */
    static TestingDatabase copyOf(String template) {
        return new TestingDatabase(TestingServer.create(template));
    }

    /** For another process, which connects as {@code mandate_app} with {@link #PASSWORD}. */
    public String url() {
        return TestingServer.url(name);
    }

    /** Connections as the application role. */
    public DataSource connections() {
        return connections;
    }

    /** Statements as the application role, in the transaction of {@link #transactions()} where there is one. */
    public DSLContext queries() {
        return queries;
    }

    public Transactions transactions() {
        return transactions;
    }

    /** Statements as the owner of the schemas, each by itself. */
    public DSLContext asOwner() {
        return as("mandate_owner");
    }

    /** Statements as somebody who may do everything, each by itself. */
    public DSLContext asSuperuser() {
        return as(PostgresCluster.SUPERUSER);
    }

    /** Settings as whom {@code user} would be the application role. */
    DatabaseSettings settings(String user) {
        return new DatabaseSettings(
                "127.0.0.1",
                TestingServer.port(),
                name,
                new DatabaseSettings.Login(user, TestingServer.PASSWORD),
                Optional.empty(),
                DatabaseSettings.Tls.DISABLE,
                Optional.empty());
    }

    private DSLContext as(String user) {
        return DSL.using(
                new DriverManagerDataSource(TestingServer.url(name), user, TestingServer.PASSWORD),
                SQLDialect.POSTGRES);
    }
}
