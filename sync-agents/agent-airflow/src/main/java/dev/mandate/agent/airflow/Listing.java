package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads a list that comes in pages, whole or not at all. Each page begins with the last row of the one before, so a row
 * that vanishes and shifts the rest is noticed even if another took its place in the count.
 *
 * @param key the field with the rows
 * @param row what tells one row from another
 */
record Listing<T>(Call call, String key, Function<JsonNode, T> reader, Function<T, Object> row) {
    private static final int PAGE = 100;

    /** A list that Airflow serves at {@code segments}, in the order of {@code order}. */
    static <T> Listing<T> of(String key, String order, Function<JsonNode, T> reader, Function<T, Object> row) {
        Call call = Call.of(Method.GET, "auth", "fab", "v1", key).query("order_by", order);
        return new Listing<>(call, key.equals("permissions") ? "actions" : key, reader, row);
    }

    /**
     * All rows.
     *
     * @param fetch reads one page
     * @throws AgentException INCOMPLETE_READ when the list changed during each of two readings
     */
    List<T> all(Function<Call, JsonNode> fetch) {
        return once(fetch)
                .or(() -> once(fetch))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.INCOMPLETE_READ,
                        call + ": the list changed while it was read, twice; nothing was read"));
    }

    private Optional<List<T>> once(Function<Call, JsonNode> fetch) {
        var rows = new ArrayList<T>();
        int expected = -1;
        while (rows.size() != expected) {
            int offset = Math.max(0, rows.size() - 1);
            JsonNode page = fetch.apply(call.query("limit", PAGE).query("offset", offset));
            int total = FabJson.FIELDS.number(page, "total_entries");
            var got = new ArrayList<T>();
            FabJson.FIELDS.list(page, key).forEach(json -> got.add(reader.apply(json)));
            if ((expected >= 0 && total != expected) || !follows(rows, got)) {
                return Optional.empty();
            }
            List<T> fresh = rows.isEmpty() ? got : got.subList(1, got.size());
            expected = total;
            rows.addAll(fresh);
            if (rows.size() > total || (fresh.isEmpty() && rows.size() < total)) {
                return Optional.empty();
            }
        }
        boolean distinct = rows.stream().map(row).allMatch(new HashSet<>()::add);
        return distinct ? Optional.of(rows) : Optional.empty();
    }

    private boolean follows(List<T> rows, List<T> got) {
        return rows.isEmpty() || (!got.isEmpty() && row.apply(rows.getLast()).equals(row.apply(got.getFirst())));
    }
}
