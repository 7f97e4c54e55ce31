package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Answers what is asked of all resources of one type, page by page. */
@Component
class Lists {
    private final Cursors cursors;
    private final Clock clock;
    private final Transactions transactions;

    Lists(Cursors cursors, Clock clock, Transactions transactions) {
        this.cursors = cursors;
        this.clock = clock;
        this.transactions = transactions;
    }

    Found of(SourceId source, ResourceSchema schema, Query query, Rows rows) {
        Optional<Filter> filter = query.filter().map(text -> FilterParser.parse(schema, text));
        Optional<Order> order = query.order(schema);
        return transactions.reading(() -> query.cursor()
                .map(cursor -> byCursor(source, schema, query, cursor, filter, order, rows))
                .orElseGet(() -> byIndex(source, query, filter, order, rows)));
    }

    private static Found byIndex(
            SourceId source, Query query, Optional<Filter> filter, Optional<Order> order, Rows rows) {
        List<Resource> found = query.count() == 0
                ? List.of()
                : rows.list(source, filter, order, Slice.at(query.startIndex() - 1, query.count()));
        return new Found(total(source, query, filter, rows, found.size()), found, Optional.empty());
    }

    /** What is counted by looking need not be counted by the store. */
    private static long total(SourceId source, Query query, Optional<Filter> filter, Rows rows, int found) {
        boolean all = found < query.count() && (found > 0 || query.startIndex() == 1);
        return all ? query.startIndex() - 1L + found : rows.count(source, filter);
    }

    /** In the order of creation the next page begins after the last one's end; in another order, by its number. */
    private Found byCursor(
            SourceId source,
            ResourceSchema schema,
            Query query,
            String cursor,
            Optional<Filter> filter,
            Optional<Order> order,
            Rows rows) {
        String about = source + "\n" + schema.name() + "\n" + query.sense();
        Instant now = clock.now();
        Slice slice = cursors.open(cursor, about, query.count(), now);
        List<Resource> found =
                rows.list(source, filter, order, new Slice(slice.after(), slice.offset(), query.count() + 1));
        if (found.size() <= query.count()) {
            return new Found(rows.count(source, filter), found, Optional.empty());
        }
        List<Resource> page = found.subList(0, query.count());
        UUID last = page.getLast().id();
        Slice next = order.isEmpty()
                ? new Slice(last, 0, query.count())
                : Slice.at(slice.offset() + query.count(), query.count());
        return new Found(rows.count(source, filter), page, Optional.of(cursors.seal(next, about, now)));
    }
}
