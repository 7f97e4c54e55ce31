package dev.mandate.service.platform;

import dev.mandate.migrations.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Asks a database, as the application role, for everything without which a promise of the service would not hold. */
final class DatabaseCheck {
    private static final int OLDEST_RELEASE = 15;
    private static final String LEDGER_TABLE =
            " from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'ledger' and relkind in ('r', 'p')";

    private final Connection connection;
    private final List<String> faults = new ArrayList<>();

    private DatabaseCheck(Connection connection) {
        this.connection = connection;
    }

    /**
     * Checks everything, and reports once.
     *
     * @throws DatabaseUnusable with all that is wrong
     */
    static void of(DataSource application, DatabaseSettings settings) throws SQLException {
        try (var connection = application.getConnection()) {
            var check = new DatabaseCheck(connection);
            check.release();
            check.durability();
            check.role(settings);
            check.schema(application, settings);
            if (!check.faults.isEmpty()) {
                throw new DatabaseUnusable("The database " + settings.place() + " cannot be used", check.faults);
            }
        }
    }

    private void release() throws SQLException {
        var release = connection.getMetaData().getDatabaseMajorVersion();
        if (release < OLDEST_RELEASE) {
            faults.add("it is PostgreSQL " + release + ", and " + OLDEST_RELEASE + " or newer is needed");
        }
        if (holds("select pg_is_in_recovery()")) {
            faults.add("it is a standby and takes no writes: name the primary");
        }
    }

    /** A target is changed as soon as the intent is committed, so what is committed must not get lost in a crash. */
    private void durability() throws SQLException {
        setting("fsync", List.of("on"));
        setting("full_page_writes", List.of("on"));
        setting("synchronous_commit", List.of("on", "remote_apply"));
    }

    private void setting(String name, List<String> allowed) throws SQLException {
        var value = text("select current_setting('" + name + "')");
        if (!allowed.contains(value)) {
            faults.add(name + " is " + value + " for this role: set it to " + String.join(" or ", allowed));
        }
    }

    /** What the application role could do to the ledger, a fault in the service could do. */
    private void role(DatabaseSettings settings) throws SQLException {
        var role = "role " + settings.application().user();
        if (holds("select rolsuper from pg_roles where rolname = current_user")) {
            faults.add(role + " is a superuser: name a role that may only work on rows (docs/operations.md)");
            return;
        }
        if (holds("select exists (select" + LEDGER_TABLE + " and pg_has_role(current_user, relowner, 'MEMBER'))")) {
            faults.add(role + " owns the ledger, or is a member of its owner: name another role for the service");
            return;
        }
        if (holds("select exists (select" + LEDGER_TABLE + " and (has_table_privilege(pg_class.oid, 'UPDATE, TRUNCATE')"
                + " or relname <> 'pending' and has_table_privilege(pg_class.oid, 'DELETE')))")) {
            faults.add(role + " may change what is on the ledger: revoke UPDATE, DELETE and TRUNCATE there");
        }
    }

    private void schema(DataSource application, DatabaseSettings settings) throws SQLException {
        if (!holds("select has_schema_privilege(oid, 'USAGE') from pg_namespace where nspname = 'migrations'")) {
            faults.add("it has not been migrated for role "
                    + settings.application().user()
                    + ": run `mandate migrate` with the owner role, or name it as database.owner");
            return;
        }
        var missing = new Migrations(application, settings.application().user()).missing();
        if (!missing.isEmpty()) {
            faults.add("it lacks " + String.join(", ", missing) + ": run `mandate migrate` with the owner role");
        }
    }

    /** False also where there is no row. */
    private boolean holds(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private String text(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
