package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Ungoverned.Found;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.api.Ungoverned.Way;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Ways into a cluster that no grant shows: superusers that may sign in, what PUBLIC may make in a database, and lines of
 * pg_hba.conf that ask for no proof.
 *
 * @param user the agent's own role
 */
record WaysIn(Connection connection, String user) {
    private static final String HBA = "pg_catalog.pg_hba_file_rules";

    /** @param cluster whether to look at the cluster as well as at the database that the connection is to */
    Found find(boolean cluster) throws SQLException {
        var ways = new ArrayList<Way>();
        var unseen = new ArrayList<String>();
        anybody(ways);
        if (cluster) {
            superusers(ways);
            rules(ways, unseen);
        }
        return new Found(ways, unseen);
    }

    /** What the file says now; the server follows it from the next reload on. */
    private void rules(List<Way> ways, List<String> unseen) throws SQLException {
        if (mayReadRules()) {
            readRules(ways, unseen);
        } else {
            unseen.add("pg_hba.conf is not shown to '" + user + "': run GRANT SELECT ON " + HBA + " TO "
                    + SqlNames.quote(user) + "; GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO "
                    + SqlNames.quote(user) + " in database " + SqlNames.quote(connection.getCatalog()));
        }
    }

    private void superusers(List<Way> ways) throws SQLException {
        each("""
                SELECT rolname, oid FROM pg_catalog.pg_roles
                WHERE rolsuper AND rolcanlogin ORDER BY oid""", row -> {
            String name = row.getString(1);
            boolean first = row.getLong(2) == Catalogue.BOOTSTRAP;
            ways.add(new Way(
                    Kind.BOOTSTRAP_ADMIN,
                    name,
                    "cluster",
                    (first ? "was made by initdb" : "is a superuser") + " and may do everything, whatever is granted",
                    first
                            ? "let it sign in from the host only, by peer in pg_hba.conf, and keep its password away"
                            : "run ALTER ROLE " + SqlNames.quote(name) + " NOSUPERUSER, or NOLOGIN"));
        });
    }

    /** Functions and types are everybody's by default; to make things in a schema is not since 15. */
    private void anybody(List<Way> ways) throws SQLException {
        each(
                """
                SELECT n.nspname FROM pg_catalog.pg_namespace n
                WHERE pg_catalog.has_schema_privilege('public', n.oid, 'CREATE')
                  AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1""",
                row -> {
                    String schema = SqlNames.quote(row.getString(1));
                    ways.add(new Way(
                            Kind.PUBLIC,
                            "PUBLIC",
                            "schema " + schema + " of database " + SqlNames.quote(connection.getCatalog()),
                            "everybody who can connect may make tables and functions there, also such as others run by mistake",
                            "run REVOKE CREATE ON SCHEMA " + schema + " FROM PUBLIC"));
                });
        each(
                """
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
                       pg_catalog.string_agg(DISTINCT x.privilege_type, ', ')
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
                WHERE x.grantee = 0 AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                GROUP BY 1 ORDER BY 1""",
                row -> {
                    String thing = row.getString(1);
                    ways.add(new Way(
                            Kind.PUBLIC,
                            "PUBLIC",
                            thing + " of database " + SqlNames.quote(connection.getCatalog()),
                            "everybody who can connect has " + row.getString(2) + " on it",
                            "run REVOKE ALL ON " + thing + " FROM PUBLIC"));
                });
    }

    private boolean mayReadRules() throws SQLException {
        boolean[] may = new boolean[1];
        each("""
                SELECT pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
                   AND pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE')""", row -> may[0] = row.getBoolean(1));
        return may[0];
    }

    private void readRules(List<Way> ways, List<String> unseen) throws SQLException {
        each("""
                SELECT line_number, type, array_to_string(database, ','), array_to_string(user_name, ','),
                       coalesce(address, ''), auth_method, error
                FROM pg_catalog.pg_hba_file_rules ORDER BY line_number""", row -> {
            String line = "pg_hba.conf line " + row.getInt(1);
            if (row.getString(7) != null) {
                unseen.add(line + " has a fault, so nobody knows what it lets in: " + row.getString(7));
            } else if (row.getString(6).equals("trust")) {
                String from = row.getString(2).equals("local") ? "this host's socket" : row.getString(5);
                ways.add(new Way(
                        Kind.TRUST_LOGIN,
                        row.getString(4),
                        line + ": database " + row.getString(3) + " from " + from,
                        "whoever comes from there is believed to be any of these without a password",
                        "write scram-sha-256, cert or peer in place of trust and run SELECT pg_reload_conf()"));
            }
        });
    }

    private void each(String query, Row row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                row.read(rows);
            }
        }
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }
}
