package dev.mandate.service.directory;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source tells of its changes: hints of what to read again. Only a deletion is more than a hint: it says positively
 * that exactly these are gone.
 *
 * @param touched ids of what was added, changed, renamed or moved
 * @param deleted ids of what is gone
 * @param cookie from where to go on once this is taken over; null where nothing new can be said
 */
public record Changes(Set<String> touched, Set<String> deleted, byte @Nullable [] cookie) {
    static final Changes NONE = new Changes(Set.of(), Set.of(), null);

    public Changes {
        touched = Set.copyOf(touched);
        deleted = Set.copyOf(deleted);
        cookie = cookie == null ? null : cookie.clone();
    }

    @Override
    public byte @Nullable [] cookie() {
        return cookie == null ? null : cookie.clone();
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Changes changes
                && touched.equals(changes.touched)
                && deleted.equals(changes.deleted)
                && Arrays.equals(cookie, changes.cookie);
    }

    @Override
    public int hashCode() {
        return touched.hashCode() ^ deleted.hashCode() ^ Arrays.hashCode(cookie);
    }

    @Override
    public String toString() {
        return "Changes[touched=" + touched.size() + ", deleted=" + deleted.size() + "]";
    }
}
