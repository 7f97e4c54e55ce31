package dev.mandate.service.platform;

import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.NoTransactionProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What every module works with, on a {@link Database} that was opened before the application context. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
class PlatformConfiguration {
    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    @Bean
    DataSource connections(Database database) {
        return database.connections();
    }

    /**
     * Not {@code JdbcTransactionManager}: that one rolls back after a failed commit, and where this fails too, because
     * the connection is lost, nobody learns any more that it was the commit that failed.
     */
    @Bean
    static PlatformTransactionManager transactionManager(DataSource connections) {
        return new DataSourceTransactionManager(connections);
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    /** Statements run in Spring's transaction, which jOOQ itself may therefore not begin or end. */
    @Bean
    static DSLContext queries(DataSource connections) {
        var configuration = new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(new DataSourceConnectionProvider(new TransactionAwareDataSourceProxy(connections)))
                .set(new NoTransactionProvider())
                // Values are personal, and would be in the log.
                .set(new Settings().withExecuteLogging(false));
        return DSL.using(configuration);
    }

    @Bean
    Clock clock(DSLContext queries) {
        return new DatabaseClock(queries);
    }
}
