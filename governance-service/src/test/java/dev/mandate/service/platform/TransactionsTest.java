package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.service.platform.Transactions.OutcomeUnknown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class TransactionsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final Transactions TRANSACTIONS = DATABASE.transactions();

    @BeforeAll
    static void createTable() {
        DATABASE.asOwner().execute("create table platform.counter (id integer primary key, value integer not null)");
    }

    @BeforeEach
    void resetCounters() {
        DATABASE.asOwner().execute("delete from platform.counter");
        DATABASE.asOwner().execute("insert into platform.counter values (1, 0), (2, 0)");
    }

    @Test
    void runsAgainAfterADeadlock() {
        var attempts = new AtomicInteger();
        var bothHoldOne = new CyclicBarrier(2);
        var forth = CompletableFuture.runAsync(() -> addToBoth(1, 2, attempts, bothHoldOne));
        var back = CompletableFuture.runAsync(() -> addToBoth(2, 1, attempts, bothHoldOne));
        CompletableFuture.allOf(forth, back).join();
        // On a busy machine the server may end both.
        assertThat(attempts.get()).isBetween(3, 4);
        assertThat(counter(1)).isEqualTo(2);
        assertThat(counter(2)).isEqualTo(2);
    }

    @Test
    void runsAgainWhereTheConnectionWasLostBeforeTheCommit() {
        var attempts = new AtomicInteger();
        TRANSACTIONS.inOne(() -> {
            add(1);
            if (attempts.incrementAndGet() == 1) {
                endOwnConnection();
            }
            return add(2);
        });
        assertThat(attempts).hasValue(2);
        assertThat(counter(1)).isEqualTo(1);
    }

    @Test
    void neverRunsAgainWhereTheCommitWasLost() {
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> TRANSACTIONS.inOne(() -> {
                    attempts.incrementAndGet();
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void beforeCompletion() {
                            endOwnConnection();
                        }
                    });
                    return add(1);
                }))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void neverRunsAgainAfterAnyOtherError() {
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> TRANSACTIONS.inOne(() -> {
                    attempts.incrementAndGet();
                    return DATABASE.queries().execute("insert into platform.counter values (1, 0)");
                }))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void whatIsWrittenApartStaysWhereTheRestFails() {
        assertThatThrownBy(() -> TRANSACTIONS.inOne(() -> {
                    TRANSACTIONS.apart(() -> add(2));
                    add(1);
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");
        assertThat(counter(1)).isEqualTo(0);
        assertThat(counter(2)).isEqualTo(1);
    }

    @Test
    void aTransactionHasOneInstantAndAnotherInsideItHasItsOwn() {
        var clock = new DatabaseClock(DATABASE.queries());
        TRANSACTIONS.inOne(() -> {
            var first = clock.now();
            assertThat(clock.now()).isEqualTo(first);
            assertThat(TRANSACTIONS.apart(clock::now)).isAfter(first);
            assertThat(clock.now()).isEqualTo(first);
            return null;
        });
        assertThat(clock.now()).isBefore(clock.now());
    }

    private static void addToBoth(int first, int second, AtomicInteger attempts, CyclicBarrier bothHoldOne) {
        TRANSACTIONS.inOne(() -> {
            var attempt = attempts.incrementAndGet();
            add(first);
            if (attempt <= 2) {
                await(bothHoldOne);
            }
            return add(second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static int add(int id) {
        return DATABASE.queries().execute("update platform.counter set value = value + 1 where id = " + id);
    }

    private static @Nullable Object counter(int id) {
        return DATABASE.queries().fetchValue("select value from platform.counter where id = " + id);
    }

    private static void endOwnConnection() {
        var process = DATABASE.queries().fetchValue("select pg_backend_pid()");
        DATABASE.asSuperuser().execute("select pg_terminate_backend(" + process + ", 5000)");
    }
}
