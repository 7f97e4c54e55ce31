package dev.mandate.agent.superset;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads a list that comes in pages, whole or not at all: as many rows as Superset counts on every page, none twice. A
 * row that vanishes while another comes is for {@link Snapshot} to notice.
 *
 * @param order the column of the order; it must not repeat
 */
record Listing<T>(Call call, String order, Function<JsonNode, T> reader) {
    private static final int PAGE = 100;

    /**
     * All rows that a filter lets through.
     *
     * @param filters none for all
     * @throws AgentException INCOMPLETE_READ when the list changed during each of two readings
     */
    List<T> all(Function<Call, JsonNode> fetch, List<Map<String, Object>> filters) {
        return once(fetch, filters)
                .or(() -> once(fetch, filters))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.INCOMPLETE_READ,
                        call + ": the list changed while it was read, twice; nothing was read"));
    }

    private Optional<List<T>> once(Function<Call, JsonNode> fetch, List<Map<String, Object>> filters) {
        var rows = new ArrayList<T>();
        var ids = new HashSet<Integer>();
        int expected = -1;
        for (int page = 0; rows.size() != expected; page++) {
            JsonNode answer = fetch.apply(call.query("q", Json.write(question(page, filters))));
            int count = SupersetJson.FIELDS.number(answer, "count");
            int before = rows.size();
            for (JsonNode row : SupersetJson.FIELDS.list(answer, "result")) {
                if (!ids.add(SupersetJson.FIELDS.number(row, "id"))) {
                    return Optional.empty();
                }
                rows.add(reader.apply(row));
            }
            if ((expected >= 0 && count != expected) || rows.size() > count) {
                return Optional.empty();
            }
            if (rows.size() == before && before < count) {
                return Optional.empty();
            }
            expected = count;
        }
        return Optional.of(rows);
    }

    private Map<String, Object> question(int page, List<Map<String, Object>> filters) {
        var question = new TreeMap<String, Object>(
                Map.of("page", page, "page_size", PAGE, "order_column", order, "order_direction", "asc"));
        if (!filters.isEmpty()) {
            question.put("filters", filters);
        }
        return question;
    }
}
