package dev.mandate.service.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.TileId;
import dev.mandate.model.ledger.TiledTree;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.verifier.Finding;
import dev.mandate.verifier.LedgerCheck;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What a superuser of the database does to the rows, with triggers and keys switched off, and who notices. */
class TamperTest {
    private static final int SIZE = 600;
    private static final int VICTIM = 300;

    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final TestingDatabase OTHER = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingLedger ledger;

    @BeforeEach
    void aLedgerWithThreeCheckpoints() {
        TestingLedger.clear(DATABASE);
        ledger = TestingLedger.over(DATABASE, data);
        for (var from = 0; from < SIZE; from += 200) {
            ledger.append(from, from + 200);
            ledger.api().advance();
        }
    }

    private static String entryAt(int index) {
        return "(select entry_id from ledger.leaf where index = " + index + ")";
    }

    /** Changes the text of an entry and nothing else. */
    private static String change(int index, String from, String to) {
        return "update ledger.entry set canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '" + from
                + "', '" + to + "'), 'UTF8') where id = " + entryAt(index);
    }

    /** Makes the leaf fit its entry again. */
    private static String fitLeaf(int index) {
        return "update ledger.leaf l set leaf_hash = sha256('\\x00'::bytea || e.canonical) from ledger.entry e"
                + " where e.id = l.entry_id and l.index = " + index;
    }

    private void assertFound(String... codes) throws Exception {
        var report = ledger.check(ledger.published());
        assertThat(report.findings().stream().map(Finding::code).distinct())
                .as("%s", report.lines())
                .containsExactlyInAnyOrder(codes);
        assertThat(report.exitCode()).isEqualTo(codes.length == 0 ? Report.SOUND : Report.MISMATCH);
    }

    private void assertPlace(String code, String place) throws Exception {
        var report = ledger.check(ledger.published());
        assertThat(report.findings()).as("%s", report.lines()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.place() + " " + finding.what()).contains(place);
        });
    }

    @Test
    void anUntouchedLedgerIsVerified() throws Exception {
        assertFound();
        assertThat(ledger.check(ledger.published()).facts())
                .containsExactly(
                        "600 entries in the tree, without a gap",
                        "root and signature of 6 checkpoint(s), the largest of size 600");
        assertThat(ledger.check().remarks()).anyMatch(remark -> remark.contains(LedgerStanding.UNPROTECTED));
    }

    /** What {@code mandate fsck} does. */
    @Test
    void theAuditTakesKeyAndCheckpointsFromTheirFolders(@TempDir Path outside) throws Exception {
        var progress = new ArrayList<Long>();
        try (var connection = DATABASE.connections().getConnection()) {
            var alone = LedgerAudit.check(
                    connection,
                    ledger.settings,
                    Optional.empty(),
                    List.of(),
                    (checked, total) -> progress.add(checked));
            assertThat(alone.findings()).isEmpty();
            assertThat(alone.facts()).contains("root and signature of 6 checkpoint(s), the largest of size 600");
            assertThat(alone.remarks()).anyMatch(remark -> remark.contains(LedgerStanding.UNPROTECTED));
            assertThat(progress).containsExactly(600L);
            var kept = Files.writeString(outside.resolve("kept.txt"), ledger.published());
            ledger.tamper(change(VICTIM, "\"number\":300", "\"number\":301"), fitLeaf(VICTIM));
            var report = LedgerAudit.check(
                    connection, ledger.settings, Optional.empty(), List.of(kept), (checked, total) -> {});
            assertThat(report.exitCode()).isEqualTo(Report.MISMATCH);
            assertThat(report.remarks()).isEmpty();
            var elsewhere = LedgerSettings.in(outside.resolve("none"), List.of());
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> LedgerAudit.check(
                            connection, elsewhere, Optional.empty(), List.of(), (checked, total) -> {}))
                    .withMessageContaining("ledger.pub");
        }
    }

    @Test
    void aChangedFieldIsNamedByItsIndex() throws Exception {
        ledger.tamper(change(VICTIM, "\"number\":300", "\"number\":301"));
        assertFound("entry-changed");
        assertPlace("entry-changed", "ledger.leaf index 300");
    }

    @Test
    void aChangedTimeIsNamedByItsIndex() throws Exception {
        ledger.tamper(change(VICTIM, "2026-11-21T12", "2026-11-21T11"));
        assertFound("entry-changed");
        assertPlace("entry-changed", "ledger.leaf index 300");
    }

    @Test
    void aFieldThatWasChangedTogetherWithItsLeafIsNarrowedDown() throws Exception {
        ledger.tamper(change(VICTIM, "\"number\":300", "\"number\":301"), fitLeaf(VICTIM));
        assertFound("tile-differs", "root-differs");
        assertPlace("tile-differs", "does not fit the leaves of index 256 to 511");
        assertPlace("root-differs", "something changed between index 200 and 399");
    }

    @Test
    void aDeletedEntryIsNamed() throws Exception {
        ledger.tamper("delete from ledger.entry where id = " + entryAt(VICTIM));
        assertFound("entry-missing");
        assertPlace("entry-missing", "ledger.leaf index 300");
    }

    @Test
    void aDeletedRowOfTheTreeIsNamed() throws Exception {
        ledger.tamper(
                "delete from ledger.entry where id = " + entryAt(VICTIM), "delete from ledger.leaf where index = 300");
        assertFound("index-gap");
        assertPlace("index-gap", "ledger.leaf index 301");
    }

    @Test
    void aDeletedRowWhoseSuccessorsMovedUpIsFound() throws Exception {
        ledger.tamper(
                "delete from ledger.entry where id = " + entryAt(VICTIM),
                "delete from ledger.leaf where index = 300",
                "update ledger.leaf set index = index + 1000000 where index > 300",
                "update ledger.leaf set index = index - 1000001 where index > 1000000");
        assertFound("tile-differs", "tail-missing", "root-differs");
    }

    @Test
    void aDeletedTailIsMissedByWhoKeptACheckpoint() throws Exception {
        ledger.tamper(
                "delete from ledger.entry where id in (select entry_id from ledger.leaf where index >= 400)",
                "delete from ledger.leaf where index >= 400",
                "delete from ledger.tile where index > 0",
                "delete from ledger.checkpoint where size > 400");
        assertThat(ledger.check().findings())
                .as("without a published checkpoint nobody can know")
                .isEmpty();
        assertFound("tail-missing");
        assertPlace("tail-missing", "size 600");
    }

    @Test
    void anEntryPutInByHandIsFound() throws Exception {
        var insert = "insert into ledger.entry select (substr(id::text, 1, 24) || 'ffffffffffff')::uuid, canonical"
                + " from ledger.entry where id = " + entryAt(VICTIM);
        ledger.tamper(insert);
        assertFound("entry-unknown");
        assertPlace("entry-unknown", "ffffffffffff");
    }

    @Test
    void anEntryPutInTheMiddleOfTheTreeIsFound() throws Exception {
        ledger.tamper(
                "update ledger.leaf set index = index + 1000000 where index >= 300",
                "update ledger.leaf set index = index - 999999 where index > 999999",
                "insert into ledger.entry select (substr(id::text, 1, 24) || 'ffffffffffff')::uuid, canonical"
                        + " from ledger.entry where id = " + entryAt(301),
                "insert into ledger.leaf select 300, (substr(entry_id::text, 1, 24) || 'ffffffffffff')::uuid, leaf_hash, epoch"
                        + " from ledger.leaf where index = 301");
        assertFound("entry-changed", "tile-differs", "root-differs");
        assertPlace("root-differs", "something changed between index 200 and 399");
    }

    @Test
    void swappedEntriesAreFound() throws Exception {
        ledger.tamper(
                "update ledger.leaf set index = 1000000 where index = 300",
                "update ledger.leaf set index = 300 where index = 301",
                "update ledger.leaf set index = 301 where index = 1000000");
        assertFound("tile-differs", "root-differs");
        assertPlace("root-differs", "something changed between index 200 and 399");
    }

    @Test
    void textsSwappedBetweenTwoEntriesAreNamed() throws Exception {
        ledger.tamper("update ledger.entry e set canonical = o.canonical from ledger.entry o where (e.id = "
                + entryAt(300) + " and o.id = " + entryAt(301) + ") or (e.id = " + entryAt(301) + " and o.id = "
                + entryAt(300) + ")");
        assertFound("entry-changed");
        assertPlace("entry-changed", "ledger.leaf index 300");
        assertPlace("entry-changed", "ledger.leaf index 301");
    }

    @Test
    void lastNightsDumpIsFoundByTheServiceAndByTheCheck() throws Exception {
        var night = dump(DATABASE);
        ledger.append(SIZE, SIZE + 50);
        ledger.api().advance();
        var restored = TestingLedger.over(restore(night), data);
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> restored.append(0, 1))
                .withMessageContaining("The ledger has shrunk");
        assertThat(restored.check(ledger.published()).findings())
                .extracting(Finding::code)
                .containsExactly("tail-missing");
    }

    @Test
    void aDumpThatGrewDifferentlySinceIsFound() throws Exception {
        var night = dump(DATABASE);
        ledger.append(SIZE, SIZE + 50);
        ledger.api().advance();
        var elsewhere = TestingLedger.over(restore(night), data);

        for (var number = 0; number < 60; number++) {
            var id = "01a1fe00-0000-7000-8000-" + String.format("%012x", number);
            elsewhere.tamper(
                    "insert into ledger.entry values ('" + id + "', '{}')",
                    "insert into ledger.pending values ('" + id + "')");
        }
        elsewhere.sequencer.run();
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> elsewhere.api().advance())
                .withMessageContaining("was rewritten: its first 650 entries");
    }

    /** The strongest one in the database: every row is made anew, the tree fits, but the key is not there. */
    @Test
    void rewritingEverythingWithoutTheKeyIsFound() throws Exception {
        rewriteAll();
        assertFound("root-differs");
        assertPlace("root-differs", "ledger.checkpoint, size 400");
        ledger.tamper("delete from ledger.checkpoint");
        assertThat(ledger.check().findings())
                .as("without a published checkpoint nobody can know")
                .isEmpty();
        assertFound("root-differs");
        assertPlace("root-differs", "published, size 400");
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.again().append(0, 1))
                .withMessageContaining("The ledger was rewritten: its first 600 entries");
    }

    /** The operator has the key as well: only a checkpoint that was kept elsewhere shows it. */
    @Test
    void rewritingEverythingWithTheKeyIsFoundByWhoKeptACheckpoint() throws Exception {
        var kept = ledger.published();
        rewriteAll();
        ledger.tamper("delete from ledger.checkpoint");
        try (var files = Files.list(ledger.settings.checkpoints())) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        var forger = ledger.again();
        forger.api().advance();
        assertThat(forger.check(forger.published()).findings())
                .as("consistent in itself")
                .isEmpty();
        assertThat(forger.check(kept).findings()).extracting(Finding::code).contains("root-differs");
    }

    private void rewriteAll() {
        ledger.tamper(
                change(VICTIM, "\"number\":300", "\"number\":301"),
                fitLeaf(VICTIM),
                "delete from ledger.tile where level >= 0");
        var tree = TiledTree.empty();
        var tiles = new LinkedHashMap<TileId, Sha256>();
        ledger.tree.leafHashes(0, SIZE).forEach(leaf -> tree.append(leaf, tiles::put));
        tiles.forEach((id, root) -> ledger.tamper(
                "insert into ledger.tile values (" + id.level() + ", " + id.index() + ", '\\x" + root.hex() + "')"));
    }

    @Test
    void forgedCheckpointsAndTilesAreFound() throws Exception {
        ledger.tamper("update ledger.checkpoint set root = sha256('x') where size = 400");
        assertFound("checkpoint-differs");
        ledger.tamper(
                "update ledger.checkpoint set root = decode(split_part(note, E'\\n', 3), 'base64') where size = 400",
                "update ledger.checkpoint set note = replace(note, E'\\n400\\n', E'\\n401\\n') where size = 400");
        assertFound("checkpoint-differs", "signature-wrong");
        ledger.tamper("delete from ledger.checkpoint", "delete from ledger.tile where index = 1");
        assertFound("tile-missing");
        ledger.tamper("insert into ledger.tile values (0, 1, sha256('x')), (0, 9, sha256('x'))");
        assertFound("tile-differs", "tile-unknown");
    }

    @Test
    void wrongRowsInTheQueueAndAmongPersonalValuesAreFound() throws Exception {
        ledger.transactions().apart(() -> ledger.api().commit("Ann Lee"));
        assertFound();
        ledger.tamper(
                "insert into ledger.pending values (" + entryAt(7) + ")",
                "insert into ledger.pending values ('01a1fe00-0000-7000-8000-000000000000')",
                "update ledger.personal set value = 'Bob Lee'");
        assertFound("pending-wrong", "entry-missing", "personal-wrong");
    }

    @Test
    void theCheckNeedsAKeyAndLeavesTheConnectionAsItWas() throws Exception {
        try (var connection = DATABASE.connections().getConnection()) {
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> LedgerCheck.check(connection, Trust.nothing()))
                    .withMessageContaining("key");
            LedgerCheck.check(connection, ledger.trust());
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
        }
    }

    @Test
    void anHonestDumpAndRestoreIsVerifiedAndGoesOn() throws Exception {
        ledger.append(SIZE, SIZE + 5);
        var restored = TestingLedger.over(restore(dump(DATABASE)), data);
        assertThat(restored.check(ledger.published()).findings()).isEmpty();
        restored.append(SIZE + 5, SIZE + 9);
        assertThat(restored.api().advance().size()).isEqualTo(SIZE + 9);
        assertThat(restored.check(restored.published()).findings()).isEmpty();
        OTHER.asSuperuser().execute("vacuum full");
        assertThat(restored.check(restored.published()).findings()).isEmpty();
    }

    private static final List<String> TABLES =
            List.of("entry", "pending", "epoch", "leaf", "tile", "checkpoint", "personal");

    private static Map<String, byte[]> dump(TestingDatabase database) {
        var tables = new LinkedHashMap<String, byte[]>();
        database.asSuperuser().connection(connection -> {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (var table : TABLES) {
                var rows = new ByteArrayOutputStream();
                copy.copyOut("copy (select * from ledger." + table + ") to stdout", rows);
                tables.put(table, rows.toByteArray());
            }
        });
        return tables;
    }

    private static TestingDatabase restore(Map<String, byte[]> tables) {
        TestingLedger.clear(OTHER);
        OTHER.asSuperuser().fetch("select ledger.make_partitions(timestamptz '2026-11-21', 3)");
        OTHER.asSuperuser().connection(connection -> {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (var table : tables.entrySet()) {
                copy.copyIn(
                        "copy ledger." + table.getKey() + " from stdin", new ByteArrayInputStream(table.getValue()));
            }
        });
        return OTHER;
    }

    @Test
    void theTextOfAnEntryIsNotInTheReport() throws Exception {
        ledger.tamper(change(VICTIM, "\"number\":300", "\"number\":\"\u001b[31m\""));
        var lines = String.join("\n", ledger.check(ledger.published()).lines());
        assertThat(lines).doesNotContain("warehouse");
        assertThat(Pattern.compile("[^\\x20-\\x7e\\n]").matcher(lines).find()).isFalse();
    }
}
