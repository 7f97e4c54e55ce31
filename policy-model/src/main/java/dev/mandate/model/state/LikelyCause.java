package dev.mandate.model.state;

import java.util.Locale;

/** What most likely made a difference, by what is known of the target and of Mandate's own doings. */
public enum LikelyCause {
    /** Mandate tried to change it, and it is not so. */
    FAILED_PUSH,

    /** It was there when Mandate first looked. */
    BEFORE,

    /** Policy wants it and it was not there at the last look either: something waits, or the mode only looks. */
    NOT_GIVEN,

    /** It appeared, changed or vanished between two looks, and so did the target's release. */
    UPGRADE,

    /** It appeared, changed or vanished between two looks, and not by Mandate: somebody, or another program, there. */
    HAND,

    /** Found before this was judged. */
    UNKNOWN;

    /**
     * What is known beside the difference.
     *
     * @param tried whether this run tried to end it
     * @param firstLook whether the deployment had never been read before
     * @param otherRelease whether the target's release is another than at the last look
     * @param thereBefore whether what is missing was there at the last look
     */
    public record Evidence(boolean tried, boolean firstLook, boolean otherRelease, boolean thereBefore) {}

    /** What the evidence shows; the first that applies, in the order above. */
    public static LikelyCause of(Drift drift, Evidence evidence) {
        if (evidence.tried()) {
            return FAILED_PUSH;
        }
        if (drift instanceof Drift.Missing && !evidence.thereBefore()) {
            return NOT_GIVEN;
        }
        if (evidence.firstLook()) {
            return BEFORE;
        }
        return evidence.otherRelease() ? UPGRADE : HAND;
    }

    /** As it is stored and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one that a word names.
     *
     * @throws IllegalArgumentException if there is no such word
     */
    public static LikelyCause ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
