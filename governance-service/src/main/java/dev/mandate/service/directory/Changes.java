package dev.mandate.service.directory;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source tells of its changes: hints of what to read again. Only a deletion is more than a hint: it says positively
 * that exactly these are gone.
 *
 * @param touched ids of what was added, changed, renamed or moved
 * @param deleted ids of what is gone
 * @param cookie from where to go on once this is taken over, in Base64; null where nothing new can be said
 */
public record Changes(
        Set<String> touched, Set<String> deleted, @Nullable String cookie) {
    static final Changes NONE = new Changes(Set.of(), Set.of(), null);

    public Changes {
        touched = Set.copyOf(touched);
        deleted = Set.copyOf(deleted);
    }

    boolean isEmpty() {
        return touched.isEmpty() && deleted.isEmpty();
    }

    /** Everything that may be different. */
    Set<String> all() {
        Set<String> all = new HashSet<>(touched);
        all.addAll(deleted);
        return all;
    }

    /** Both, with the later cookie. */
    Changes and(Changes later) {
        if (later.isEmpty() && later.cookie == null) {
            return this;
        }
        Set<String> gone = new HashSet<>(deleted);
        gone.addAll(later.deleted);
        Set<String> both = new HashSet<>(touched);
        both.addAll(later.touched);
        return new Changes(both, gone, later.cookie == null ? cookie : later.cookie);
    }
}
