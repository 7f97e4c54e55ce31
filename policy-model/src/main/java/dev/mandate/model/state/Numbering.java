package dev.mandate.model.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives each of a set of values its place in their natural order, from 0. */
final class Numbering<T extends Comparable<? super T>> {
    static final int NONE = -1;
    private final List<T> values;
    private final Map<T, Integer> numbers;

    Numbering(Collection<T> values) {
        this.values = values.stream().sorted().distinct().toList();
        this.numbers = HashMap.newHashMap(this.values.size());
        for (int i = 0; i < this.values.size(); i++) {
            numbers.put(this.values.get(i), i);
        }
    }

    int size() {
        return values.size();
    }

    T at(int number) {
        return values.get(number);
    }

    /** Its number, or {@link #NONE}. */
    int of(@Nullable T value) {
        Integer number = value == null ? null : numbers.get(value);
        return number == null ? NONE : number;
    }
}
