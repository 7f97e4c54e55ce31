package dev.mandate.verifier;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Checks the ledger in a live database: derives everything from the entries and compares. It reads rows by its own SQL
 * in one snapshot, shares no code with the service, and changes nothing.
 */
public final class LedgerCheck {
    private static final int CHUNK = 4096;
    private static final int FETCH = 256;

    private final Connection connection;
    private final PublicKeyLine key;
    private final Progress progress;
    private final Report.Notes notes = new Report.Notes();
    private final Heads heads = new Heads(notes);
    private final MerkleStack tree = new MerkleStack();
    private final TileCheck tiles;
    private long expected;
    private boolean gaps;

    private LedgerCheck(Connection connection, PublicKeyLine key, Progress progress) {
        this.connection = connection;
        this.key = key;
        this.progress = progress;
        this.tiles = new TileCheck(connection, notes);
    }

    /**
     * Checks every row of the ledger.
     *
     * @param connection may read the schema ledger; is left without a transaction and as it was
     * @param trust the ledger's key, and checkpoints that were published outside the database
     * @throws UnreadableException if there is no key to check with, or the rows cannot be read
     */
    public static Report check(Connection connection, Trust trust) throws UnreadableException {
        return check(connection, trust, (checked, total) -> {});
    }

    /** The same, and tells how far it is. */
    public static Report check(Connection connection, Trust trust, Progress progress) throws UnreadableException {
        var key = trust.key()
                .orElseThrow(() -> new UnreadableException("key", "is missing: no signature can be checked"));
        try {
            return inSnapshot(connection, () -> new LedgerCheck(connection, key, progress).check(trust));
        } catch (SQLException e) {
            throw new UnreadableException("database", "cannot be read: " + e.getMessage(), e);
        }
    }

    private interface Work {
        Report run() throws SQLException;
    }

    private static Report inSnapshot(Connection connection, Work work) throws SQLException {
        var autoCommit = connection.getAutoCommit();
        var isolation = connection.getTransactionIsolation();
        var readOnly = connection.isReadOnly();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try {
            return work.run();
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
            connection.setReadOnly(readOnly);
            connection.setTransactionIsolation(isolation);
        }
    }

    private Report check(Trust trust) throws SQLException {
        checkpoints();
        trust.notes().forEach(named -> heads.addBrought(named, key));
        leaves();
        tiles.finish(expected);
        heads.beyond().stream()
                .filter(placed -> placed.head().size() > expected)
                .forEach(placed -> notes.wrong(
                        "tail-missing",
                        placed.place(),
                        "the tree in the database ends after " + expected + " entries"));
        new LooseRows(connection, notes).check();
        heads.conclude("");
        return notes.report();
    }

    private void checkpoints() throws SQLException {
        try (var statement = connection.prepareStatement(
                        "select size, root, origin, note from ledger.checkpoint order by size");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                checkpoint(rows);
            }
        }
    }

    private void checkpoint(ResultSet row) throws SQLException {
        var place = "ledger.checkpoint size " + row.getLong("size");
        try {
            var note = Note.parse(row.getString("note"));
            var head = TreeHead.parse(note);
            if (head.size() != row.getLong("size")
                    || !head.hasRoot(row.getBytes("root"))
                    || !head.origin().equals(row.getString("origin"))) {
                notes.wrong("checkpoint-differs", place, "the columns say something else than the signed note");
            }
            heads.add("ledger.checkpoint", note, key);
        } catch (IllegalArgumentException e) {
            notes.wrong("checkpoint-unreadable", place, String.valueOf(e.getMessage()));
        }
    }

    private void leaves() throws SQLException {
        var before = notes.count();
        var end = count("select coalesce(max(index) + 1, 0) from ledger.leaf");
        heads.reached(tree);
        for (var from = 0L; from < end; from += CHUNK) {
            chunk(from);
            progress.at(Math.min(from + CHUNK, end), end);
        }
        if (notes.count() == before) {
            notes.fact(expected + " entries in the tree, without a gap");
        }
    }

    private void chunk(long from) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select l.index, l.entry_id, l.leaf_hash, e.canonical
                from ledger.leaf l left join ledger.entry e on e.id = l.entry_id
                where l.index >= ? and l.index < ? order by l.index
                """)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, from);
            statement.setLong(2, from + CHUNK);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    leaf(rows);
                }
            }
        }
    }

    private void leaf(ResultSet row) throws SQLException {
        var index = row.getLong("index");
        var id = row.getString("entry_id");
        var leafHash = row.getBytes("leaf_hash");
        var place = "ledger.leaf index " + index + ", entry " + id;
        if (index != expected || leafHash.length != Hashes.LENGTH) {
            gaps = true; // from here on no tile and no root can come out right
            notes.wrong("index-gap", place, "stands where index " + expected + " should be");
        }
        expected = index + 1;
        var canonical = row.getBytes("canonical");
        if (canonical == null) {
            notes.wrong("entry-missing", place, "the leaf is there, the entry is gone");
        } else {
            entry(place, id, canonical, leafHash);
        }
        if (!gaps) {
            tree.push(leafHash);
            tiles.push(leafHash);
            heads.reached(tree);
        }
    }

    private void entry(String place, String id, byte[] canonical, byte[] leafHash) {
        var computed = Hashes.leaf(canonical, 0, canonical.length);
        if (!Arrays.equals(computed, leafHash)) {
            var told = "its hash is " + Hashes.base64(computed) + ", its leaf is " + Hashes.base64(leafHash);
            notes.wrong("entry-changed", place, told);
            return;
        }
        try {
            var own = EntryLine.id(CanonicalReader.readObject(canonical, canonical.length));
            if (!own.equals(id)) {
                notes.wrong("entry-changed", place, "is stored under another id than its own, " + own);
            }
        } catch (IllegalArgumentException e) {
            notes.wrong("entry-unreadable", place, String.valueOf(e.getMessage()));
        }
    }

    private long count(String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
