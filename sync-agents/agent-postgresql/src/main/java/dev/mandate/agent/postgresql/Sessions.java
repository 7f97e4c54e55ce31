package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.SessionKill.Ended;
import dev.mandate.agent.api.SessionKill.Open;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.AccountName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Open sessions of the whole cluster. Who signed in counts, not the role that was set later.
 *
 * @param user the agent's own role
 */
record Sessions(Connection connection, String user) {
    /** When a session that goes on ends by itself: nobody knows. */
    static final Instant NO_BOUND = Instant.parse("9999-12-31T00:00:00Z");

    /** What sort a backend is of is hidden from whoever may not read all statistics, also in pg_signal_backend. */
    private static final String OURS_TO_END = """
             FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
            WHERE r.rolname = ANY (?) AND NOT r.rolsuper AND r.rolname NOT IN (session_user, current_user)
              AND coalesce(a.backend_type, 'client backend') IN ('client backend', 'walsender')""";

    private static final String MAY_END =
            "(pg_catalog.pg_has_role(a.usesysid, 'USAGE') OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE'))";

    /** What lets the agent end sessions of whomever is no superuser. */
    static String fix(String user) {
        return "'" + user + "' may not end them: run GRANT pg_signal_backend TO " + SqlNames.quote(user);
    }

    Map<AccountName, Open> open(Set<AccountName> accounts) throws SQLException {
        var open = new HashMap<AccountName, Open>();
        ask(
                "SELECT r.rolname, pg_catalog.count(*), " + MAY_END + OURS_TO_END + " GROUP BY r.rolname, a.usesysid",
                accounts,
                row -> {
                    String mayNot = row.getBoolean(3) ? "" : fix(user);
                    open.put(AccountName.of(Spelling.spell(row.getString(1))), new Open(row.getInt(2), mayNot));
                });
        return open;
    }

    /** All are told first, so that they end side by side; a rest is waited for one by one. */
    Map<AccountName, Ended> end(Set<AccountName> accounts) throws SQLException {
        Map<AccountName, Open> before = open(accounts);
        String told = "SELECT pg_catalog.pg_terminate_backend(a.pid%s)" + OURS_TO_END + " AND " + MAY_END;
        ask(told.formatted(""), accounts, row -> {});
        ask(told.formatted(", 2000"), accounts, row -> {});
        Map<AccountName, Open> after = open(accounts);
        var ended = new HashMap<AccountName, Ended>();
        before.forEach((account, open) -> {
            Open left = after.get(account);
            ended.put(account, left == null ? new Ended(open.count(), 0, "") : goesOn(open, left));
        });
        return ended;
    }

    private static Ended goesOn(Open before, Open after) {
        String why =
                after.mayEnd() ? "the server did not end them within 2 s: look for what they wait for" : after.mayNot();
        return new Ended(Math.max(0, before.count() - after.count()), after.count(), why);
    }

    private void ask(String sql, Set<AccountName> accounts, Row each) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Object[] names = accounts.stream()
                    .map(account -> Spelling.unspell(account.value()))
                    .toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        }
        // What is seen of other sessions stays the same until the transaction ends.
        connection.commit();
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }
}
