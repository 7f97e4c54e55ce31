package dev.mandate.service.history;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an export is to hold.
 *
 * @param checkpoint the number of entries that the checkpoint to prove against covers; empty takes a new one
 * @param period when they were written
 * @param mentions what they are about
 * @param previous the size of a checkpoint that the reader has already: only what came after it, and the proof that it did
 * @param personal whether to disclose personal values that were not erased
 */
public record ExportQuery(
        OptionalLong checkpoint, Period period, Optional<Mention> mentions, OptionalLong previous, boolean personal) {

    /** Half-open; an absent end is open. */
    public record Period(Optional<Instant> since, Optional<Instant> until) {
        static final Period ALWAYS = new Period(Optional.empty(), Optional.empty());

        public Period {
            if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
                throw new IllegalArgumentException(
                        "since " + since.get() + " is not before until " + until.get() + ": until is exclusive");
            }
        }
    }

    /** Every entry, with its proof against a new checkpoint. */
    public static ExportQuery everything() {
        return new ExportQuery(OptionalLong.empty(), Period.ALWAYS, Optional.empty(), OptionalLong.empty(), false);
    }

    public ExportQuery at(long checkpoint) {
        return new ExportQuery(OptionalLong.of(checkpoint), period, mentions, previous, personal);
    }

    public ExportQuery written(Period period) {
        return new ExportQuery(checkpoint, period, mentions, previous, personal);
    }

    public ExportQuery about(Mention mention) {
        return new ExportQuery(checkpoint, period, Optional.of(mention), previous, personal);
    }

    public ExportQuery continuing(long previous) {
        return new ExportQuery(checkpoint, period, mentions, OptionalLong.of(previous), personal);
    }

    public ExportQuery withPersonalValues() {
        return new ExportQuery(checkpoint, period, mentions, previous, true);
    }
}
