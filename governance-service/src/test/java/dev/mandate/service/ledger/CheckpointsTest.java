package dev.mandate.service.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final TestingDatabase OTHER = TestingDatabase.create();

    @BeforeEach
    void forgetTheOtherTests() {
        TestingLedger.clear(DATABASE);
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private TestingLedger ledger() {
        return TestingLedger.over(DATABASE, data);
    }

    private Path publishedFile() throws IOException {
        try (var files = Files.list(data.resolve("checkpoints"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void signsEachSizeOnceAndPublishesWhatIsStored() throws Exception {
        var ledger = ledger();
        for (var size = 1; size <= 5; size++) {
            ledger.append(size, size + 1);
            ledger.api().advance();
            ledger.api().advance();
        }
        var stored = ledger.tree.checkpointsAfter(0);
        assertThat(stored).hasSize(5).allMatch(ledger.reader().key()::signed);
        assertThat(Files.readString(publishedFile()))
                .isEqualTo(String.join(
                        "", stored.stream().map(note -> note.format()).toList()));
        assertThat(stored.getLast().text()).startsWith(ledger.reader().key().name() + "\n5\n");
    }

    @Test
    void keepsTheKeyForItsOwnerAndThePublicOneBesideIt() throws Exception {
        var ledger = ledger();
        ledger.append(0, 1);
        ledger.api().advance();
        var secret = data.resolve("keys/ledger.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(data.resolve("keys/ledger.pub")))
                .isEqualTo(ledger.reader().key().format() + "\n");
        assertThat(ledger.again().reader().key()).isEqualTo(ledger.reader().key());
        try (var files = Files.list(data.resolve("keys"))) {
            assertThat(files).hasSize(2);
        }
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.again().reader().key())
                .withMessageContaining("is open to others (rw-r-----)");
    }

    @Test
    void aLedgerThatHasSignedDoesNotTakeAnotherKey() throws Exception {
        var ledger = ledger();
        ledger.append(0, 1);
        ledger.api().advance();
        var elsewhere = TestingLedger.over(DATABASE, data.resolve("elsewhere"));
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> elsewhere.reader().key())
                .withMessageContaining("is missing in " + data.resolve("elsewhere/keys"));
        var stranger = TestingLedger.over(OTHER, data.resolve("stranger"));
        assertThat(stranger.reader().key()).isNotEqualTo(ledger.reader().key());
        var wrong = TestingLedger.over(DATABASE, data.resolve("stranger"));
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> wrong.append(0, 1))
                .withMessageContaining("this database was signed by another");
    }

    @Test
    void twoRootsForOneSizeCannotBeStored() {
        var ledger = ledger();
        ledger.append(0, 2);
        ledger.api().advance();
        var key = ledger.checkpoints.key();
        for (var previous : List.of(Optional.<Long>empty(), Optional.of(2L))) {
            var other = new Checkpoint(key.origin(), 2, MerkleTree.leafHash(new byte[0]));
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> ledger.tree.add(other, key.sign(other), previous, 1, TestingLedger.NOON));
        }
        var next = new Checkpoint(key.origin(), 3, MerkleTree.leafHash(new byte[0]));
        assertThat(ledger.tree.add(next, key.sign(next), Optional.of(2L), 9, TestingLedger.NOON))
                .as("under an epoch that is not the latest")
                .isFalse();
        ledger.tree.add(next, key.sign(next), Optional.of(2L), 1, TestingLedger.NOON);
        var fork = new Checkpoint(key.origin(), 4, MerkleTree.leafHash(new byte[0]));
        assertThatExceptionOfType(RuntimeException.class)
                .as("a second checkpoint after the same one")
                .isThrownBy(() -> ledger.tree.add(fork, key.sign(fork), Optional.of(2L), 1, TestingLedger.NOON));
    }

    @Test
    void publishesLaterWhatWasStoredBeforeACrash() throws Exception {
        var ledger = ledger();
        ledger.append(0, 2);
        ledger.api().advance();
        ledger.append(2, 4);
        ledger.sequencer.run();
        ledger.checkpoints.sign();
        ledger.append(4, 6);
        assertThat(ledger.published()).doesNotContain("\n4\n");
        ledger.again().api().advance();
        assertThat(ledger.published()).contains("\n2\n").contains("\n4\n").contains("\n6\n");
        assertThat(ledger.check(ledger.published()).findings()).isEmpty();
    }

    @Test
    void completesANoteThatACrashCutOffAnywhere() throws Exception {
        var ledger = ledger();
        ledger.append(0, 2);
        ledger.api().advance();
        ledger.append(2, 4);
        ledger.api().advance();
        var whole = Files.readAllBytes(publishedFile());
        var first = ledger.tree.checkpoint(2).orElseThrow().format().getBytes(StandardCharsets.UTF_8).length;
        for (var cut = 0; cut < whole.length; cut += 7) {
            Files.write(publishedFile(), Arrays.copyOf(whole, cut), StandardOpenOption.TRUNCATE_EXISTING);
            var place = new CheckpointFile(
                    data.resolve("checkpoints"), ledger.checkpoints.key().origin(), false);
            assertThat(place.latest().map(Checkpoint::size))
                    .isEqualTo(cut < first ? Optional.empty() : Optional.of(2L));
            ledger.checkpoints.publish();
            assertThat(Files.readAllBytes(publishedFile()))
                    .as("cut after byte %d", cut)
                    .isEqualTo(whole);
        }
    }

    @Test
    void doesNotAppendToAFileThatHoldsSomethingElse() throws Exception {
        var ledger = ledger();
        ledger.append(0, 2);
        ledger.api().advance();
        Files.writeString(publishedFile(), "something", StandardOpenOption.APPEND);
        ledger.append(2, 3);
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.api().advance())
                .withMessageContaining("ends with something that is no checkpoint of this ledger");
        assertThat(ledger.append(3, 4)).as("entries are still taken").hasSize(1);
    }

    @Test
    void nothingIsDecidedOnADatabaseThatWasCutOrRestored() throws Exception {
        var ledger = ledger();
        ledger.append(0, 5);
        ledger.api().advance();
        ledger.tamper("delete from ledger.leaf where index >= 3", "delete from ledger.checkpoint");
        var restarted = ledger.again();
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> restarted.append(5, 6))
                .withMessageContaining("The ledger has shrunk")
                .withMessageContaining("checkpoint of 5 entries, the database has 3");
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.api().advance());
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> ledger.append(5, 6));
    }

    @Test
    void neverSignsATreeThatDoesNotContinueTheLastOne() {
        var ledger = ledger();
        ledger.append(0, 5);
        ledger.api().advance();
        ledger.append(5, 7);
        ledger.tamper("update ledger.leaf set leaf_hash = sha256('other') where index = 2");
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.api().advance())
                .withMessageContaining("was rewritten: its first 5 entries");
        ledger.sequencer.run();
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(ledger.checkpoints::sign);
        assertThat(ledger.tree.latestCheckpoint().orElseThrow().text()).contains("\n5\n");
    }

    @Test
    void aPlaceOutsideMustContinueToo() {
        var outside = data.resolve("outside");
        var ledger = TestingLedger.over(DATABASE, data, new TestingClock(TestingLedger.NOON), List.of(outside));
        ledger.append(0, 5);
        ledger.api().advance();
        ledger.tamper(
                "delete from ledger.leaf",
                "delete from ledger.checkpoint",
                "delete from ledger.tile",
                "insert into ledger.pending select id from ledger.entry where id > (select min(id::text)::uuid from ledger.entry)");
        ledger.tamper("delete from ledger.entry e where not exists (select from ledger.pending p where p.id = e.id)");
        deletePublished();
        var restarted = ledger.again();
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> restarted.append(9, 10))
                .withMessageContaining("outside");
    }

    private void deletePublished() {
        try {
            Files.delete(publishedFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
