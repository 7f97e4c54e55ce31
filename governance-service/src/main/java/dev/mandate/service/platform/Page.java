package dev.mandate.service.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of an ordered list.
 *
 * @param nextPageToken asks for the part after this one; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * A page from rows of which one more was read than asked for, if there are that many.
     *
     * @param key the sort key of a row, which must be unique
     */
    public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, List<String>> key) {
        if (rows.size() <= request.size()) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, request.size());
        return new Page<>(items, PageRequest.encode(key.apply(items.getLast())));
    }
}
