package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.http.Json;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a mapping names beside users, written as one external group each: a backend role by its name, {@code
 * host:PATTERN}, and {@code all-of:["a","b"]} for those who have all of some backend roles.
 */
sealed interface Groups {
    String HOST = "host:";
    String ALL_OF = "all-of:";
    /** In front of a backend role that looks like one of the others. */
    String ESCAPE = "backend-role:";

    JsonMapper MAPPER = JsonMapper.builder().build();

    record Backend(String name) implements Groups {}

    record Host(String pattern) implements Groups {}

    record AllOf(SortedSet<String> names) implements Groups {}

    /** The text of one. */
    static String spell(Groups group) {
        return Spelling.spell(
                switch (group) {
                    case Backend(var name) when looksOtherwise(name) -> ESCAPE + name;
                    case Backend(var name) -> name;
                    case Host(var pattern) -> HOST + pattern;
                    case AllOf(var names) -> ALL_OF + Json.write(names);
                });
    }

    /**
     * What {@link #spell} wrote.
     *
     * @throws IllegalArgumentException for what it never writes, saying how it is spelled
     */
    static Groups parse(String text) {
        String name = Spelling.unspell(text);
        Groups group = name.startsWith(HOST)
                ? new Host(name.substring(HOST.length()))
                : name.startsWith(ALL_OF)
                        ? new AllOf(names(name.substring(ALL_OF.length())))
                        : new Backend(name.startsWith(ESCAPE) ? name.substring(ESCAPE.length()) : name);
        if (!spell(group).equals(text)) {
            throw new IllegalArgumentException("external group '" + text + "' is spelled '" + spell(group) + "'");
        }
        return group;
    }

    private static boolean looksOtherwise(String name) {
        return Set.of(HOST, ALL_OF, ESCAPE).stream().anyMatch(name::startsWith);
    }

    private static SortedSet<String> names(String json) {
        var names = new TreeSet<String>();
        try {
            for (JsonNode name : MAPPER.readTree(json)) {
                names.add(name.asString(""));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("all-of: wants a list such as all-of:[\"a\",\"b\"], not " + json, e);
        }
        return names;
    }
}
