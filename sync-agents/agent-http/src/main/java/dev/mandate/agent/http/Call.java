package dev.mandate.agent.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request. Path segments and query values are given raw and encoded here, so a name can never become a path.
 *
 * @param query in the order given
 * @param json the body; null for none
 * @param harmless whether sending it twice is the same as once, whatever became of the first
 * @param slash whether the path ends in one, which some products insist on
 */
public record Call(
        Method method,
        List<String> segments,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable String json,
        boolean harmless,
        boolean slash) {
    /** The methods agents use. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    public Call {
        segments = List.copyOf(segments);
        query = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Map.copyOf(headers);
        for (String segment : segments) {
            // proxies resolve dots even when they are encoded
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("'" + segment + "' cannot be a path segment");
            }
        }
    }

    public static Call of(Method method, String... segments) {
        return new Call(method, List.of(segments), Map.of(), Map.of(), null, method == Method.GET, false);
    }

    /** One more path segment. */
    public Call at(String segment) {
        var longer = new ArrayList<>(segments);
        longer.add(segment);
        return new Call(method, longer, query, headers, json, harmless, slash);
    }

    public Call query(String name, Object value) {
        var more = new LinkedHashMap<>(query);
        more.put(name, value.toString());
        return new Call(method, segments, more, headers, json, harmless, slash);
    }

    public Call header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, segments, query, more, json, harmless, slash);
    }

    public Call body(String json) {
        return new Call(method, segments, query, headers, json, harmless, slash);
    }

    /** The same call, which may be sent again even if it is not known what became of it. */
    public Call repeatable() {
        return new Call(method, segments, query, headers, json, true, slash);
    }

    /** The same call with a slash at the end of its path. */
    public Call slashed() {
        return new Call(method, segments, query, headers, json, harmless, true);
    }

    /** Path and query as they go over the wire, below the target's own path. */
    String pathAndQuery() {
        String path = segments.stream().map(Call::encoded).collect(Collectors.joining("/", "/", slash ? "/" : ""));
        return query.isEmpty()
                ? path
                : path
                        + query.entrySet().stream()
                                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                                .collect(Collectors.joining("&", "?", ""));
    }

    /** For messages: method and path, neither query, headers nor body. */
    @Override
    public String toString() {
        return method + " /" + String.join("/", segments);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
