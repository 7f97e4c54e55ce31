package dev.mandate.verifier;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Rows that belong to nothing: entries that never enter the tree, and personal values that no commitment binds. */
final class LooseRows {
    private static final String NEITHER = "select e.id from ledger.entry e"
            + " where not exists (select from ledger.leaf l where l.entry_id = e.id)"
            + " and not exists (select from ledger.pending p where p.id = e.id)";
    private static final String BOTH = "select p.id from ledger.pending p join ledger.leaf l on l.entry_id = p.id";
    private static final String GONE =
            "select p.id from ledger.pending p where not exists (select from ledger.entry e where e.id = p.id)";

    private final Connection connection;
    private final Report.Notes notes;

    LooseRows(Connection connection, Report.Notes notes) {
        this.connection = connection;
        this.notes = notes;
    }

    void check() throws SQLException {
        each(
                NEITHER,
                "entry-unknown",
                "ledger.entry",
                "was put in by hand: it is neither in the tree nor waiting for it");
        each(BOTH, "pending-wrong", "ledger.pending", "is in the tree already");
        each(GONE, "entry-missing", "ledger.pending", "waits for the tree, but the entry is gone");
        personal();
    }

    private void each(String sql, String code, String table, String what) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setMaxRows(Report.MAX_FINDINGS);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    notes.wrong(code, table + " " + rows.getString(1), what);
                }
            }
        }
    }

    private void personal() throws SQLException {
        try (var statement = connection.prepareStatement("select commitment, salt, value from ledger.personal")) {
            statement.setFetchSize(1000);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var value = rows.getString("value").getBytes(StandardCharsets.UTF_8);
                    var commitment = rows.getBytes("commitment");
                    if (!Arrays.equals(commitment, Hashes.sha256(rows.getBytes("salt"), value))) {
                        notes.wrong(
                                "personal-wrong",
                                "ledger.personal " + Hashes.base64(commitment),
                                "is not the value committed to");
                    }
                }
            }
        }
    }
}
