package dev.mandate.agent.postgresql;

import dev.mandate.model.plan.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends the steps of one transaction. All of them go in one message; if the server refuses any, the halves are tried
 * apart under savepoints until the refused ones are found, and the rest stands.
 */
final class BatchRun {
    private static final int MOST_CHARACTERS = 4_000_000;

    private final Connection connection;
    private final List<Unit> units;
    private final Outcome[] outcomes;
    private final Instant now;

    /** Changes that only make sense together, by their places in the batch. */
    record Unit(List<Integer> places, List<Step> steps) {}

    /** @param outcomes to be filled in at the places of the units */
    BatchRun(Connection connection, List<Unit> units, Outcome[] outcomes, Instant now) {
        this.connection = connection;
        this.units = units;
        this.outcomes = outcomes;
        this.now = now;
    }

    /** @throws SQLException that ends the transaction as a whole: the server is gone, or a race was lost */
    void execute() throws SQLException {
        if (!units.isEmpty()) {
            attempt(units);
        }
    }

    private void attempt(List<Unit> some) throws SQLException {
        send("SAVEPOINT mandate");
        try {
            var steps = new ArrayList<Step>();
            some.forEach(unit -> steps.addAll(unit.steps()));
            for (String message : messages(Step.statements(steps))) {
                send(message);
            }
            send("RELEASE SAVEPOINT mandate");
            some.forEach(unit -> settle(unit, new Outcome.Applied(now)));
        } catch (SQLException e) {
            if (Faults.unreachable(e) || Faults.lostRace(e)) {
                throw e;
            }
            send("ROLLBACK TO SAVEPOINT mandate");
            send("RELEASE SAVEPOINT mandate");
            apart(some, e);
        }
    }

    private void apart(List<Unit> some, SQLException why) throws SQLException {
        if (some.size() == 1) {
            settle(some.getFirst(), Faults.rejection(why));
            return;
        }
        attempt(some.subList(0, some.size() / 2));
        attempt(some.subList(some.size() / 2, some.size()));
    }

    private void settle(Unit unit, Outcome outcome) {
        unit.places().forEach(place -> outcomes[place] = outcome);
    }

    /** A GRANT without the right to grant is only a warning to PostgreSQL; to us it is a refusal. */
    private void send(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                if (Arrays.asList("01006", "01007").contains(warning.getSQLState())) {
                    throw new SQLException(warning.getMessage(), warning.getSQLState());
                }
            }
        }
    }

    private static List<String> messages(List<String> statements) {
        var messages = new ArrayList<String>();
        var message = new StringBuilder();
        for (String statement : statements) {
            if (!message.isEmpty() && message.length() + statement.length() > MOST_CHARACTERS) {
                messages.add(message.toString());
                message.setLength(0);
            }
            message.append(statement);
        }
        messages.add(message.toString());
        return messages;
    }
}
