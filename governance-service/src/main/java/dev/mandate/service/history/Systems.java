package dev.mandate.service.history;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Of which deployments an export speaks, when each was last read, and what is not seen there. */
@Component
class Systems {
    private static final Duration STALE_AFTER = Duration.ofHours(24);

    private final StandingStore store;
    private final LedgerApi ledger;
    private final Transactions transactions;

    Systems(StandingStore store, LedgerApi ledger, Transactions transactions) {
        this.store = store;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /**
     * How well the ledger is protected, and the lines of systems.jsonl.
     *
     * @param protection in words
     */
    record Standing(String protection, String lines) {}

    /** As it was when the checkpoint was signed; the same each time it is asked for. */
    Standing at(long checkpoint, Instant signed) {
        return transactions.inOne(() -> {
            if (store.kept(checkpoint).isEmpty()) {
                store.keep(checkpoint, new Standing(protection(), lines(signed)));
            }
            return store.kept(checkpoint).orElseThrow();
        });
    }

    private String protection() {
        return ledger.standing().isProtected() ? "checkpoints are published outside" : LedgerStanding.UNPROTECTED;
    }

    private String lines(Instant by) {
        var readings = store.lastReadings(by);
        var results = store.lastResults(by);
        var blindSpots = store.blindSpots();
        var all = new TreeSet<>(blindSpots.keySet());
        all.addAll(results.keySet());
        all.addAll(readings.keySet());
        var lines = new StringBuilder();
        for (var deployment : all) {
            var result = results.getOrDefault(deployment, "none");
            lines.append(line(
                    deployment, readings.get(deployment), result, blindSpots.getOrDefault(deployment, List.of()), by));
            lines.append('\n');
        }
        return lines.toString();
    }

    private static String line(
            String deployment, @Nullable Instant read, String result, List<String> blindSpots, Instant by) {
        var stale = read == null
                || read.isBefore(by.minus(STALE_AFTER))
                || result.equals("unreachable")
                || result.equals("failed");
        Map<String, JsonValue> members = new TreeMap<>();
        members.put(
                "blind_spots",
                JsonValue.array(blindSpots.stream().map(JsonValue::text).toList()));
        members.put("deployment", JsonValue.text(deployment));
        if (read != null) {
            members.put("last_read", JsonValue.text(read.toString()));
        }
        members.put("result", JsonValue.text(result));
        members.put("stale", JsonValue.bool(stale));
        return CanonicalJson.text(JsonValue.object(members));
    }
}
