package dev.mandate.agent.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Open sessions of roles that may no longer log in. */
record Sessions(Connection connection) {
    /** When a session that we may not end ends by itself: nobody knows. */
    static final Instant NO_BOUND = Instant.parse("9999-12-31T00:00:00Z");

    /** Ends what the agent may end. @return the roles that still have a session, or may have one */
    Set<String> end(Collection<String> roles) {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT usename,
                       CASE WHEN pg_has_role(usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')
                            THEN pg_terminate_backend(pid, 2000) ELSE false END
                FROM pg_catalog.pg_stat_activity WHERE usename = ANY (?) AND pid <> pg_backend_pid()""")) {
            statement.setArray(1, connection.createArrayOf("text", roles.toArray()));
            var left = new HashSet<String>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getBoolean(2)) {
                        left.add(rows.getString(1));
                    }
                }
            }
            connection.commit();
            return left;
        } catch (SQLException e) {
            return Set.copyOf(List.copyOf(roles));
        }
    }
}
