package dev.mandate.verifier;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Derives the roots of full tiles from the leaves and compares them with the stored ones, which narrows a fault down. */
final class TileCheck {
    private static final int WIDTH = 256;

    private final Connection connection;
    private final Report.Notes notes;
    private final List<List<byte[]>> unfinished = new ArrayList<>();
    private final List<Long> full = new ArrayList<>();

    TileCheck(Connection connection, Report.Notes notes) {
        this.connection = connection;
        this.notes = notes;
    }

    void push(byte[] leafHash) throws SQLException {
        push(0, leafHash);
    }

    private void push(int level, byte[] hash) throws SQLException {
        if (level == unfinished.size()) {
            unfinished.add(new ArrayList<>(WIDTH));
            full.add(0L);
        }
        var hashes = unfinished.get(level);
        hashes.add(hash);
        if (hashes.size() < WIDTH) {
            return;
        }
        var stack = new MerkleStack();
        hashes.forEach(stack::push);
        compare(level, full.get(level), stack.root());
        full.set(level, full.get(level) + 1);
        hashes.clear();
        push(level + 1, stack.root());
    }

    private void compare(int level, long index, byte[] root) throws SQLException {
        var leaves = 1L << (8 * (level + 1));
        var place = "ledger.tile level " + level + ", index " + index;
        try (var statement =
                connection.prepareStatement("select root from ledger.tile where level = ? and index = ?")) {
            statement.setInt(1, level);
            statement.setLong(2, index);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    notes.wrong("tile-missing", place, "should be there");
                    return;
                }
                if (!Arrays.equals(rows.getBytes("root"), root)) {
                    var first = index * leaves;
                    notes.wrong(
                            "tile-differs",
                            place,
                            "does not fit the leaves of index " + first + " to " + (first + leaves - 1));
                }
            }
        }
    }

    /** Looks for tiles that should not be there. */
    void finish(long size) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select level, index from ledger.tile where index >= ?::bigint >> (8 * (level + 1)) order by level, index")) {
            statement.setLong(1, size);
            statement.setMaxRows(Report.MAX_FINDINGS);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var place = "ledger.tile level " + rows.getInt(1) + ", index " + rows.getLong(2);
                    notes.wrong("tile-unknown", place, "a tree of " + size + " entries has no such full tile");
                }
            }
        }
    }
}
