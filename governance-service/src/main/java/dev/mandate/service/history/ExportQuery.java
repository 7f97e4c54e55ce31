package dev.mandate.service.history;

import java.util.OptionalLong;

/**
 * What an export is to hold.
 *
 * @param checkpoint the number of entries that the checkpoint to prove against covers; empty takes a new one
 * @param from the first index
 * @param to the index after the last; empty goes up to the checkpoint
 * @param previous the size of a checkpoint that the reader has already, to prove that this one continues it
 * @param personal whether to disclose personal values that were not erased
 */
public record ExportQuery(
        OptionalLong checkpoint, long from, OptionalLong to, OptionalLong previous, boolean personal) {

    /** Every entry, with its proof against a new checkpoint. */
    public static ExportQuery everything() {
        return new ExportQuery(OptionalLong.empty(), 0, OptionalLong.empty(), OptionalLong.empty(), false);
    }

    public ExportQuery at(long checkpoint) {
        return new ExportQuery(OptionalLong.of(checkpoint), from, to, previous, personal);
    }

    public ExportQuery range(long from, long to) {
        return new ExportQuery(checkpoint, from, OptionalLong.of(to), previous, personal);
    }

    public ExportQuery continuing(long previous) {
        return new ExportQuery(checkpoint, from, to, OptionalLong.of(previous), personal);
    }

    public ExportQuery withPersonalValues() {
        return new ExportQuery(checkpoint, from, to, previous, true);
    }
}
