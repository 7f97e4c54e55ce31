package dev.mandate.service.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.jooq.impl.DSL.table;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @BeforeEach
    void forgetTheOtherTests() {
        TestingLedger.clear(DATABASE);
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private void assertSound(TestingLedger ledger, long size) throws Exception {
        ledger.api().advance();
        assertThat(ledger.reader().entries(0, size + 10))
                .extracting(LedgerReader.SequencedEntry::index)
                .containsExactlyElementsOf(LongStream.range(0, size).boxed().toList());
        var report = ledger.check(ledger.published());
        assertThat(report.findings()).as("%s", report.lines()).isEmpty();
        assertThat(ledger.api().standing().waiting()).isZero();
    }

    @Test
    void rollbacksAndLateCommitsLeaveNoGap() throws Exception {
        var ledger = TestingLedger.over(DATABASE, data);
        ledger.append(0, 2);
        var late = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        try (var threads = Executors.newSingleThreadExecutor()) {
            var slow = threads.submit(() -> ledger.transactions().apart(() -> {
                ledger.api().append(TestingLedger.event(100));
                written.countDown();
                await(late);
                return true;
            }));
            written.await();
            assertThatIllegalStateException()
                    .isThrownBy(() -> ledger.transactions().apart(() -> {
                        ledger.api().append(TestingLedger.event(200));
                        throw new IllegalStateException("rolled back");
                    }));
            ledger.append(2, 4);
            assertThat(ledger.api().advance().size()).isEqualTo(4);
            late.countDown();
            assertThat(slow.get()).isTrue();
        }
        assertSound(ledger, 5);
        assertThat(ledger.reader().entries(4, 5).getFirst().canonical()).contains("\"number\":100");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void growsThroughFullTilesInBatchesOfAnySize() throws Exception {
        var ledger = TestingLedger.over(DATABASE, data);
        var random = new SplittableRandom(7);
        var size = 0;
        while (size < 66_000) {
            var more = random.nextInt(1, 9_000);
            ledger.append(size, size + more);
            size += more;
            if (random.nextBoolean()) {
                ledger.api().advance();
            }
        }
        assertSound(ledger, size);
        assertSound(ledger.again(), size);
    }

    @Test
    void twoSequencersAtOnceMakeOneTree() throws Exception {
        var ledgers = List.of(
                TestingLedger.over(DATABASE, data),
                TestingLedger.over(DATABASE, data),
                TestingLedger.over(DATABASE, data));
        var written = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(5)) {
            var work = new ArrayList<Future<Boolean>>();
            for (var writer = 0; writer < 2; writer++) {
                var number = writer;
                work.add(threads.submit(() -> write(ledgers.get(number), new SplittableRandom(number), written)));
            }
            for (var ledger : ledgers) {
                work.add(threads.submit(advance(ledger, 40)));
            }
            for (var each : work) {
                assertThat(each.get()).isTrue();
            }
        }
        assertSound(ledgers.getFirst(), written.get());
        assertThat(DATABASE.asSuperuser().fetchCount(table("ledger.epoch"))).isGreaterThan(2);
    }

    private static boolean write(TestingLedger ledger, SplittableRandom random, AtomicInteger written) {
        for (var i = 0; i < 150; i++) {
            var more = random.nextInt(1, 30);
            if (random.nextInt(5) == 0) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> ledger.transactions().apart(() -> {
                            ledger.api().append(TestingLedger.event(-1));
                            throw new IllegalStateException("rolled back");
                        }));
                continue;
            }
            ledger.append(0, more);
            written.addAndGet(more);
        }
        return true;
    }

    private static Callable<Boolean> advance(TestingLedger ledger, int times) {
        return () -> {
            for (var i = 0; i < times; i++) {
                ledger.api().advance();
            }
            return true;
        };
    }

    @Test
    void whatAnOlderEpochTriesToAddIsNotAdded() {
        var ledger = TestingLedger.over(DATABASE, data);
        ledger.append(0, 3);
        ledger.transactions().apart(() -> {
            assertThat(ledger.tree.lock()).isTrue();
            assertThat(ledger.epochs.current()).isEqualTo(1);
            ledger.tree.takeEpoch(2, "another process", TestingLedger.NOON);
            assertThat(ledger.tree.sequence(0, 1, 100)).isEmpty();
            assertThat(ledger.tree.pending()).isEqualTo(3);
            assertThat(ledger.tree.sequence(0, 2, 100)).hasSize(3);
            return true;
        });
    }

    @Test
    void onlyOneTransactionAtATimeExtendsTheTree() {
        var ledger = TestingLedger.over(DATABASE, data);
        ledger.append(0, 3);
        ledger.transactions().apart(() -> {
            assertThat(ledger.tree.lock()).isTrue();
            assertThat(ledger.again().sequencer.run()).isZero();
            return true;
        });
        assertThat(ledger.sequencer.run()).isEqualTo(3);
    }

    @Test
    void goesOnFromTheRowsWhereATransactionWasLost() throws Exception {
        var ledger = TestingLedger.over(DATABASE, data);
        ledger.append(0, 300);
        assertThat(ledger.sequencer.run()).isEqualTo(300);
        ledger.append(300, 600);
        DATABASE.asSuperuser().execute("revoke insert on ledger.tile from mandate_app");
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(ledger.sequencer::run);
        DATABASE.asSuperuser().execute("grant insert on ledger.tile to mandate_app");
        assertThat(ledger.tree.size()).isEqualTo(300);
        assertSound(ledger, 600);
    }

    @Test
    void anEntryThatIsQueuedButGoneStopsTheSequencer() {
        var ledger = TestingLedger.over(DATABASE, data);
        var id = ledger.append(0, 3).get(1);
        ledger.tamper("delete from ledger.entry where id = '" + id + "'");
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(ledger.sequencer::run);
        assertThat(ledger.tree.size()).isZero();
    }
}
