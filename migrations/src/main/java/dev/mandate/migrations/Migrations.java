package dev.mandate.migrations;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** Brings a database to the schema that this build expects. */
public final class Migrations {
    /** The schema of Flyway's own table; every other schema belongs to a module. */
    static final String SCHEMA = "migrations";

    private final Flyway flyway;

    /**
     * Migrations of one database.
     *
     * @param database connects as the owner role to migrate; to compare only, as the application role
     * @param applicationRole the role that gets rights on rows, and owns nothing
     */
    public Migrations(DataSource database, String applicationRole) {
        flyway = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .defaultSchema(SCHEMA)
                .table("history")
                .placeholders(Map.of("application", '"' + applicationRole.replace("\"", "\"\"") + '"'))
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load();
    }

    /**
     * Applies what is missing, each file in a transaction of its own.
     *
     * @return how many files were applied
     * @throws org.flywaydb.core.api.FlywayException where a file fails, or the history is not a beginning of ours
     */
    public int apply() {
        return flyway.migrate().migrationsExecuted;
    }

    /** The versions that this build carries and the database has not, in order. */
    public List<String> missing() {
        // Flyway calls one that lies before an applied one not pending, but ignored.
        return Stream.of(flyway.info().all())
                .filter(one -> !one.getState().isApplied())
                .map(MigrationInfo::getScript)
                .toList();
    }
}
