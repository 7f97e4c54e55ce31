package dev.mandate.agent.opensearch;

import dev.mandate.agent.http.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an entry of a role lets through: documents that a query finds, fields, and fields that are masked.
 *
 * @param dls the query as it is stored; empty for none
 */
record Terms(String dls, SortedSet<String> fls, SortedSet<String> masked) implements Comparable<Terms> {
    static final Terms NONE = new Terms("", new TreeSet<>(), new TreeSet<>());

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    Terms {
        fls = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(fls));
        masked = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(masked));
    }

    /** Several entries about the same: a list; one: itself; one that lets everything through: null. */
    static @Nullable String condition(Collection<Terms> all) {
        var sorted = new TreeSet<>(all);
        if (sorted.size() == 1) {
            return sorted.first().equals(NONE) ? null : sorted.first().json();
        }
        return sorted.stream().map(Terms::json).collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * Reads what {@link #condition} wrote.
     *
     * @throws IllegalArgumentException saying how it is spelled
     */
    static SortedSet<Terms> parse(@Nullable String condition) {
        var all = new TreeSet<Terms>();
        if (condition == null) {
            all.add(NONE);
            return all;
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(condition);
        } catch (JacksonException e) {
            throw wrong(condition);
        }
        if (json.isArray()) {
            json.forEach(one -> all.add(one(one, condition)));
        } else {
            all.add(one(json, condition));
        }
        String canonical = all.isEmpty() ? "" : condition(all);
        if (!condition.equals(canonical)) {
            throw new IllegalArgumentException(
                    "the condition is spelled " + (canonical == null ? "by leaving it out" : canonical));
        }
        return all;
    }

    private static Terms one(JsonNode json, String condition) {
        if (!json.isObject() || !List.of("dls", "fls", "masked").containsAll(json.propertyNames())) {
            throw wrong(condition);
        }
        JsonNode dls = json.path("dls");
        if (!dls.isMissingNode() && !dls.isString()) {
            throw wrong(condition);
        }
        return new Terms(dls.asString(""), texts(json, "fls", condition), texts(json, "masked", condition));
    }

    private static SortedSet<String> texts(JsonNode json, String field, String condition) {
        var texts = new TreeSet<String>();
        JsonNode list = json.path(field);
        if (!list.isMissingNode() && !list.isArray()) {
            throw wrong(condition);
        }
        for (JsonNode text : list) {
            if (!text.isString()) {
                throw wrong(condition);
            }
            texts.add(text.stringValue());
        }
        return texts;
    }

    private static IllegalArgumentException wrong(String condition) {
        return new IllegalArgumentException("the condition " + condition
                + " is not of the form {\"dls\":\"{…}\",\"fls\":[\"~field\"],\"masked\":[\"field\"]}");
    }

    private String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!dls.isEmpty()) {
            json.put("dls", dls);
        }
        if (!fls.isEmpty()) {
            json.put("fls", fls);
        }
        if (!masked.isEmpty()) {
            json.put("masked", masked);
        }
        return Json.write(json);
    }

    /** For a role's entry. */
    Map<String, Object> fields() {
        return new TreeMap<>(Map.of("dls", dls, "fls", List.copyOf(fls), "masked_fields", List.copyOf(masked)));
    }

    @Override
    public int compareTo(Terms other) {
        return json().compareTo(other.json());
    }
}
