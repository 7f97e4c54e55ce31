package dev.mandate.model.plan;

import dev.mandate.model.subject.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Somebody's yes to a waiting set. Releases each of its changes once, as long as no finding is added to it.
 *
 * @param hash of the waiting set that was seen, {@link WaitingSet#hash()}
 * @param approved what was in it
 * @param spent keys of the changes that were applied since
 * @param expires 24 h after {@code at}; not valid at that instant any more
 */
public record Approval(
        String hash,
        SubjectId approver,
        SortedSet<ApprovedChange> approved,
        Set<String> spent,
        Instant at,
        Instant expires,
        Assurance assurance) {
    private static final Duration VALID = Duration.ofHours(24);

    /** How sure it is that the approver said so. */
    public enum Assurance {
        /** Signed in, with a step-up. */
        STEP_UP,
        /** Told by the operating system of the host. */
        HOST_OPERATOR,
        /** The only person there is, after a delay. */
        SELF_CONFIRMED;

        /** As stored and shown, e.g. {@code self-confirmed}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Assurance ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public Approval {
        approved = Collections.unmodifiableSortedSet(new TreeSet<>(approved));
        spent = Set.copyOf(spent);
    }

    /** A yes to all of {@code waiting}, valid for 24 h. */
    public static Approval of(WaitingSet waiting, SubjectId approver, Instant at, Assurance assurance) {
        return new Approval(waiting.hash(), approver, waiting.changes(), Set.of(), at, at.plus(VALID), assurance);
    }

    /** Whether this yes covers a change that waits now: the same effect, no finding that was not seen, not yet used. */
    public boolean covers(ApprovedChange waiting, Instant now) {
        return now.isBefore(expires)
                && !now.isBefore(at)
                && !spent.contains(waiting.key())
                && approved.tailSet(new ApprovedChange(waiting.key(), Collections.emptySortedSet())).stream()
                        .takeWhile(seen -> seen.key().equals(waiting.key()))
                        .anyMatch(seen -> seen.codes().containsAll(waiting.codes()));
    }

    /** The same yes after these changes were applied. */
    public Approval spend(Set<String> keys) {
        var all = new HashSet<>(spent);
        all.addAll(keys);
        return new Approval(hash, approver, approved, all, at, expires, assurance);
    }
}
