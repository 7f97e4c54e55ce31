package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import dev.mandate.service.scim.Filter.Comparison;
import dev.mandate.service.yaml.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads filters of bounded length, depth and number of terms. Besides the RFC's grammar it takes what Entra sends, a
 * comparison after a value filter: {@code emails[type eq "work"].value eq "ann@example.org"}.
 */
final class FilterParser {
    static final int LONGEST = 4096;
    static final int DEEPEST = 20;
    static final int MOST_TERMS = 100;

    private final ResourceSchema schema;
    private final String text;
    private int at;
    private int depth;
    private int terms;

    /** Inside of brackets: the list whose values are asked about. */
    private @Nullable AttributePath list;

    private FilterParser(ResourceSchema schema, String text) {
        this.schema = schema;
        this.text = text;
    }

    /** @throws ScimProblem {@code invalidFilter} naming the place */
    static Filter parse(ResourceSchema schema, String text) {
        return parse(schema, null, text);
    }

    /** @param list the attribute in whose brackets the filter is; null for a resource */
    static Filter parse(ResourceSchema schema, @Nullable AttributePath list, String text) {
        if (text.length() > LONGEST || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw ScimProblem.filter("the filter is longer than " + LONGEST + " bytes");
        }
        var parser = new FilterParser(schema, text);
        parser.list = list;
        Filter filter = parser.any();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.fault("'and', 'or' or the end");
        }
        return filter;
    }

    private Filter any() {
        return joined("or", this::all, Filter.Any::new);
    }

    private Filter all() {
        return joined("and", this::term, Filter.All::new);
    }

    private Filter joined(String word, java.util.function.Supplier<Filter> next, Function<List<Filter>, Filter> join) {
        List<Filter> parts = new ArrayList<>(List.of(next.get()));
        while (isNext(word)) {
            parts.add(next.get());
        }
        return parts.size() == 1 ? parts.getFirst() : join.apply(parts);
    }

    private Filter term() {
        blanks();
        int begin = at;
        boolean not = isNext("not");
        blanks();
        if (isSign('(')) {
            Filter inner = nested(this::any);
            if (!isSign(')')) {
                throw fault("')'");
            }
            return not ? new Filter.Not(inner) : inner;
        }
        at = begin;
        return comparison();
    }

    private Filter nested(java.util.function.Supplier<Filter> inner) {
        if (++depth > DEEPEST) {
            throw ScimProblem.filter("the filter is nested deeper than " + DEEPEST);
        }
        Filter filter = inner.get();
        depth--;
        blanks();
        return filter;
    }

    private Filter comparison() {
        if (++terms > MOST_TERMS) {
            throw ScimProblem.filter("the filter has more than " + MOST_TERMS + " comparisons");
        }
        AttributePath path = path();
        if (isSign('[')) {
            return within(path);
        }
        return compared(path);
    }

    private Filter within(AttributePath path) {
        if (list != null || path.sub() != null || !path.isMultiValued()) {
            throw ScimProblem.filter("only the values of a list are filtered in brackets, not " + path);
        }
        list = path;
        Filter element = nested(this::any);
        if (!isSign(']')) {
            throw fault("']'");
        }
        if (isSign('.')) {
            AttributePath part = path.part(word()).orElseThrow(() -> fault("a part of " + path));
            element = new Filter.All(List.of(element, compared(part)));
        }
        list = null;
        return new Filter.Within(path, element);
    }

    private Filter compared(AttributePath path) {
        blanks();
        String operator = word();
        if (operator.toLowerCase(Locale.ROOT).equals("pr")) {
            return new Filter.Present(path);
        }
        Comparison comparison = Comparison.of(operator)
                .orElseThrow(() -> fault("one of eq, ne, co, sw, ew, gt, ge, lt, le, pr after " + path));
        JsonNode value = value();
        if (value.isNull()) {
            return switch (comparison) {
                case EQ -> new Filter.Not(new Filter.Present(path));
                case NE -> new Filter.Present(path);
                case CO, SW, EW, GT, GE, LT, LE -> throw ScimProblem.filter("null compares only by eq and ne");
            };
        }
        AttributePath leaf = list == null ? path.compared() : path;
        requireSense(leaf, comparison, value);
        return new Filter.Compare(leaf, comparison, value);
    }

    private static void requireSense(AttributePath path, Comparison comparison, JsonNode value) {
        AttributeDefinition leaf = path.leaf();
        if (leaf == null || ResourceSchema.isComplex(leaf)) {
            throw ScimProblem.filter(path + " has parts; compare one of them");
        }
        if (leaf.getType() == AttributeDefinition.Type.BOOLEAN) {
            boolean truth = value.isBoolean()
                    || (value.isString() && Booleans.of(value.stringValue()).isPresent());
            if (!truth || comparison.isOfOrder() || comparison.isOfText()) {
                throw ScimProblem.filter(path + " compares by eq or ne with true or false");
            }
        } else if (!value.isString()) {
            throw ScimProblem.filter(path + " compares with a text in quotes");
        } else if (value.stringValue().indexOf('\0') >= 0) {
            throw ScimProblem.filter("a text holds no NUL");
        } else if (leaf.getType() == AttributeDefinition.Type.DATETIME
                && Instants.of(value.stringValue()).isEmpty()) {
            throw ScimProblem.filter(path + " compares with a date and time");
        }
    }

    private AttributePath path() {
        blanks();
        String name = word();
        if (name.isEmpty()) {
            throw fault("an attribute");
        }
        var found = list == null ? AttributePath.of(schema, name) : list.part(name);
        return found.orElseThrow(() -> ScimProblem.filter(
                (list == null ? schema.name() : list.toString()) + " has no attribute " + Shown.quote(name)));
    }

    private JsonNode value() {
        blanks();
        int begin = at;
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at = Math.min(at + 1, text.length());
        } else {
            while (at < text.length() && " )]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        try {
            JsonNode value = Json.mapper().readTree(text.substring(begin, at));
            if (value.isValueNode() && !value.isMissingNode()) {
                return value;
            }
        } catch (JacksonException noValue) {
            at = begin;
        }
        at = begin;
        throw fault("a text in quotes, a number, true, false or null");
    }

    /** The longest run of what attributes, URNs and operators are written with. */
    private String word() {
        int begin = at;
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private static boolean isOfWord(char sign) {
        return (sign >= 'a' && sign <= 'z')
                || (sign >= 'A' && sign <= 'Z')
                || (sign >= '0' && sign <= '9')
                || "-_$:.".indexOf(sign) >= 0;
    }

    private boolean isNext(String expected) {
        int begin = at;
        blanks();
        if (word().equalsIgnoreCase(expected)) {
            return true;
        }
        at = begin;
        return false;
    }

    private boolean isSign(char sign) {
        if (at < text.length() && text.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private ScimProblem fault(String expected) {
        return ScimProblem.filter("at character " + (at + 1) + " of the filter: " + expected + " is expected");
    }
}
