package dev.mandate.service.scim;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.keyword;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.val;

import com.unboundid.scim2.common.types.AttributeDefinition;
import dev.mandate.service.scim.Filter.Comparison;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Filters as conditions on a table of resources. Names in a condition are the schema's own, values are bound, and what has
 * a column of its own is looked for there.
 */
final class FilterStore {
    private static final String KEY = "sort_key";

    private final Field<JSONB> document;
    private final Columns columns;

    /** What a table keeps apart from the document. */
    interface Columns {
        /** The column of this attribute, compared as text; in lower case where the schema says that case is nothing. */
        Optional<Field<String>> text(AttributePath path);

        Optional<Field<Boolean>> truth(AttributePath path);

        Optional<Field<UUID>> id(AttributePath path);

        Optional<Field<Instant>> time(AttributePath path);

        /** What an index finds before the document is looked at; true where none does. */
        default Condition indexed(Filter filter) {
            return DSL.noCondition();
        }

        /** Conditions on what is in no document, such as members. */
        default Optional<Condition> elsewhere(Filter filter) {
            return Optional.empty();
        }
    }

    FilterStore(Field<JSONB> document, Columns columns) {
        this.document = document;
        this.columns = columns;
    }

    Condition of(Filter filter) {
        return columns.elsewhere(filter).orElseGet(() -> here(filter));
    }

    private Condition here(Filter filter) {
        return switch (filter) {
            case Filter.All(var parts) -> DSL.and(parts.stream().map(this::of).toList());
            case Filter.Any(var parts) -> DSL.or(parts.stream().map(this::of).toList());
            case Filter.Not(var inner) -> isNot(of(inner));
            case Filter.Present(var path) -> present(path);
            case Filter.Compare compare -> columns.indexed(compare).and(compared(compare));
            case Filter.Within(var list, var element) ->
                columns.indexed(filter).and(some(list, value -> element(element, value)));
        };
    }

    /** What is unknown of a resource without the attribute is as good as false. */
    private static Condition isNot(Condition inner) {
        return condition("({0}) is not true", inner);
    }

    private Condition compared(Filter.Compare compare) {
        AttributePath path = compare.path();
        if (compare.comparison() == Comparison.NE) {
            return isNot(compared(new Filter.Compare(path, Comparison.EQ, compare.value())));
        }
        Optional<Field<UUID>> id = columns.id(path);
        if (id.isPresent()) {
            return ofId(id.get(), compare);
        }
        Optional<Field<Instant>> time = columns.time(path);
        if (time.isPresent()) {
            return ofTime(time.get(), compare);
        }
        Optional<Field<Boolean>> truth = columns.truth(path);
        if (truth.isPresent()) {
            return truth.get().eq(truth(compare));
        }
        Optional<Field<String>> text = columns.text(path);
        if (text.isPresent()) {
            return compared(text.get(), val(text(compare)), compare.comparison());
        }
        if (path.isMultiValued()) {
            return some(path, value -> element(compare, value));
        }
        return leaf(compare, json(path));
    }

    private Condition present(AttributePath path) {
        if (columns.id(path).isPresent()
                || columns.time(path).isPresent()
                || columns.truth(path).isPresent()) {
            return DSL.trueCondition();
        }
        Optional<Field<String>> text = columns.text(path);
        if (text.isPresent()) {
            return text.get().isNotNull();
        }
        if (path.isMultiValued() && path.sub() != null) {
            return some(path, value -> part(value, path).isNotNull());
        }
        return json(path).isNotNull();
    }

    /** Whether one value of a list fulfils a condition. */
    private Condition some(AttributePath list, Function<Field<JSONB>, Condition> element) {
        Field<JSONB> value = field("value", JSONB.class);
        return DSL.exists(DSL.selectOne()
                .from(
                        "jsonb_array_elements({0}) as element (value)",
                        json(new AttributePath(list.extension(), list.attribute(), null)))
                .where(element.apply(value)));
    }

    /** A condition on one value of a list. */
    private Condition element(Filter filter, Field<JSONB> value) {
        return switch (filter) {
            case Filter.All(var parts) ->
                DSL.and(parts.stream().map(part -> element(part, value)).toList());
            case Filter.Any(var parts) ->
                DSL.or(parts.stream().map(part -> element(part, value)).toList());
            case Filter.Not(var inner) -> isNot(element(inner, value));
            case Filter.Present(var path) -> part(value, path).isNotNull();
            case Filter.Compare compare
            when compare.comparison() == Comparison.NE ->
                isNot(element(new Filter.Compare(compare.path(), Comparison.EQ, compare.value()), value));
            case Filter.Compare compare -> leaf(compare, part(value, compare.path()));
            case Filter.Within ignored -> throw new IllegalStateException("a list inside a list");
        };
    }

    private static Field<JSONB> part(Field<JSONB> value, AttributePath path) {
        AttributeDefinition sub = path.sub();
        return sub == null ? value : field("{0} -> {1}", JSONB.class, value, inline(sub.getName()));
    }

    /** A condition on what a document says. */
    private static Condition leaf(Filter.Compare compare, Field<JSONB> json) {
        Field<String> text = field("{0} #>> '{}'", String.class, json);
        AttributeDefinition leaf = leafOf(compare.path());
        if (leaf.getType() == AttributeDefinition.Type.BOOLEAN) {
            return text.eq(truth(compare) ? "true" : "false");
        }
        Field<String> value = val(compare.value().stringValue());
        return leaf.isCaseExact()
                ? compared(text, value, compare.comparison())
                : compared(lower(text), lower(value), compare.comparison());
    }

    private static AttributeDefinition leafOf(AttributePath path) {
        AttributeDefinition leaf = path.leaf();
        if (leaf == null) {
            throw new IllegalStateException("nothing to compare in " + path);
        }
        return leaf;
    }

    private static String text(Filter.Compare compare) {
        String text = compare.value().stringValue();
        return leafOf(compare.path()).isCaseExact() ? text : ResourceSchema.lower(text);
    }

    private static boolean truth(Filter.Compare compare) {
        return compare.value().isBoolean()
                ? compare.value().booleanValue()
                : Booleans.of(compare.value().stringValue()).orElse(false);
    }

    private static Condition compared(Field<String> field, Field<String> value, Comparison comparison) {
        return switch (comparison) {
            case EQ -> field.eq(value);
            case NE -> field.ne(value);
            case CO -> field.contains(value);
            case SW -> field.startsWith(value);
            case EW -> field.endsWith(value);
            case GT -> field.gt(value);
            case GE -> field.ge(value);
            case LT -> field.lt(value);
            case LE -> field.le(value);
        };
    }

    /** An id that is none of ours is nobody's. */
    private static Condition ofId(Field<UUID> field, Filter.Compare compare) {
        if (compare.comparison() != Comparison.EQ) {
            return compared(field.cast(SQLDataType.CLOB), val(compare.value().stringValue()), compare.comparison());
        }
        return Ids.of(compare.value().stringValue()).map(field::eq).orElse(falseCondition());
    }

    private static Condition ofTime(Field<Instant> field, Filter.Compare compare) {
        Instant value = Instants.of(compare.value().stringValue()).orElseThrow();
        return switch (compare.comparison()) {
            case EQ -> field.eq(val(value));
            case NE -> field.ne(val(value));
            case GT -> field.gt(val(value));
            case GE -> field.ge(val(value));
            case LT -> field.lt(val(value));
            case LE -> field.le(val(value));
            case CO, SW, EW -> throw ScimProblem.filter(compare.path() + " has an order, but no text in it");
        };
    }

    /** What the document says there; null where it says nothing. */
    private Field<JSONB> json(AttributePath path) {
        Field<JSONB> json = document;
        for (String step : steps(path)) {
            json = field("{0} -> {1}", JSONB.class, json, inline(step));
        }
        return json;
    }

    private static List<String> steps(AttributePath path) {
        return Stream.of(
                        Stream.ofNullable(path.extension()),
                        Stream.ofNullable(path.attribute()).map(AttributeDefinition::getName),
                        Stream.ofNullable(path.isMultiValued() ? null : path.sub())
                                .map(AttributeDefinition::getName))
                .flatMap(one -> one)
                .toList();
    }

    /** What a list is sorted by, as text, for {@link #placed}. */
    Field<String> key(Optional<Order> order) {
        return order.<Field<String>>map(one -> order(one.by()).cast(SQLDataType.CLOB))
                .orElse(val(null, SQLDataType.CLOB))
                .as(KEY);
    }

    Slice.Placed placed(Record row, Resource resource) {
        return new Slice.Placed(resource, new Slice.Place(row.get(KEY, String.class), resource.id()));
    }

    /**
     * What is on a page. What is passed over is looked for by its order alone, which an index knows; as an array, because
     * the store takes a subquery with an unknown limit for a tenth of the table and would read all of that.
     */
    static Condition page(Table<?> table, Field<UUID> id, Condition asked, List<SortField<?>> order, Slice slice) {
        return id.eq(DSL.any(DSL.array(DSL.select(id)
                .from(table)
                .where(asked)
                .orderBy(order)
                .offset(slice.offset())
                .limit(slice.count()))));
    }

    /** What follows a place, so that a page is read without those before it. */
    Condition after(Optional<Order> order, Optional<Slice.Place> place, Field<UUID> id) {
        if (place.isEmpty()) {
            return DSL.noCondition();
        }
        Slice.Place from = place.get();
        return order.map(one -> after(order(one.by()), one.descending(), from, id))
                .orElseGet(() -> id.gt(from.id()));
    }

    private static <T> Condition after(Field<T> by, boolean descending, Slice.Place place, Field<UUID> id) {
        if (place.key() == null) {
            Condition among = by.isNull().and(id.gt(place.id()));
            return descending ? by.isNotNull().or(among) : among;
        }
        Field<T> key = field("cast({0} as {1})", by.getDataType(), val(place.key()), keyword(type(by)));
        Condition beyond = descending ? by.le(key) : by.ge(key);
        Condition known = beyond.and(by.ne(key).or(id.gt(place.id())));
        return descending || !by.getDataType().nullable() ? known : known.or(by.isNull());
    }

    private static String type(Field<?> by) {
        if (by.getType() == Instant.class) {
            return "timestamptz";
        }
        if (by.getType() == UUID.class) {
            return "uuid";
        }
        return by.getType() == Boolean.class ? "boolean" : "text";
    }

    SortField<?> sorted(Order order) {
        Field<?> by = order(order.by());
        return order.descending() ? by.desc().nullsFirst() : by.asc().nullsLast();
    }

    /** Of several values the first. */
    private Field<?> order(AttributePath path) {
        Optional<Field<Instant>> time = columns.time(path);
        if (time.isPresent()) {
            return time.get();
        }
        Optional<Field<UUID>> id = columns.id(path);
        if (id.isPresent()) {
            return id.get();
        }
        Optional<Field<Boolean>> truth = columns.truth(path);
        if (truth.isPresent()) {
            return truth.get();
        }
        Optional<Field<String>> text = columns.text(path);
        if (text.isPresent()) {
            return text.get();
        }
        AttributePath leaf = path.compared();
        if (ResourceSchema.isComplex(leafOf(leaf))) {
            throw ScimProblem.path(path + " has parts; sort by one of them");
        }
        Field<JSONB> json = json(leaf);
        if (leaf.isMultiValued()) {
            json = part(field("{0} -> 0", JSONB.class, json), leaf);
        }
        Field<String> said = field("{0} #>> '{}'", String.class, json);
        return leafOf(leaf).isCaseExact() ? said : lower(said);
    }
}
