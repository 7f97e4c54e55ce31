package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.scim.Slice.Placed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
                : resources(rows.list(source, filter, order, Slice.at(query.startIndex() - 1, query.count())));
        return new Found(total(source, query, filter, rows, found.size()), found, Optional.empty());
    }

    /** What is counted by looking need not be counted by the store. */
    private static long total(SourceId source, Query query, Optional<Filter> filter, Rows rows, int found) {
        boolean all = found < query.count() && (found > 0 || query.startIndex() == 1);
        return all ? query.startIndex() - 1L + found : rows.count(source, filter);
    }

    /** Each page begins after the last one's end, whatever the order and whatever came or went before it. */
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
        var slice = new Slice(cursors.open(cursor, about, now), 0, query.count() + 1);
        List<Placed> found = rows.list(source, filter, order, slice);
        if (found.size() <= query.count()) {
            return new Found(rows.count(source, filter), resources(found), Optional.empty());
        }
        List<Placed> page = found.subList(0, query.count());
        String next = cursors.seal(page.getLast().place(), about, now);
        return new Found(rows.count(source, filter), resources(page), Optional.of(next));
    }

    private static List<Resource> resources(List<Placed> found) {
        return found.stream().map(Placed::resource).toList();
    }
}
