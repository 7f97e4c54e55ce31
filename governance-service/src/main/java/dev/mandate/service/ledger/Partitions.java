package dev.mandate.service.ledger;

import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Sees to it that there is a partition for each entry, and for those of the coming months. */
final class Partitions {
    private static final int MONTHS_AHEAD = 3;
    private static final Duration MARGIN = Duration.ofDays(60);

    private final Transactions transactions;
    private final EntryStore store;
    private Instant from = Instant.MAX;
    private Instant to = Instant.MIN;

    Partitions(Transactions transactions, EntryStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    /** Makes them where an entry of {@code now} has none; after {@link #prepareAhead} that is never so. */
    synchronized void prepare(Instant now) {
        if (now.isBefore(from) || !now.isBefore(to)) {
            make(now);
        }
    }

    /** Makes them well before they are needed. */
    synchronized void prepareAhead(Instant now) {
        if (now.isBefore(from) || !now.plus(MARGIN).isBefore(to)) {
            make(now);
        }
    }

    private void make(Instant now) {
        transactions.apart(() -> {
            store.makePartitions(now, MONTHS_AHEAD);
            return true;
        });
        var month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        from = start(month);
        to = start(month.plusMonths(MONTHS_AHEAD + 1L));
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
