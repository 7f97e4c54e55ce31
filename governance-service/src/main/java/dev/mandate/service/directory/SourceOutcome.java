package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import java.util.List;

/** How one refresh of a source ended. */
public sealed interface SourceOutcome {
    SourceId source();

    /** The reading was taken over. */
    record Accepted(SourceId source, int people, int groups, int joined, int changed, int missing, int changedGroups)
            implements SourceOutcome {}

    /** There was nothing to read: the source is pushed to. */
    record Pushed(SourceId source, int people, int groups) implements SourceOutcome {}

    /**
     * The reading waits for somebody to release it; what was accepted last stays in force.
     *
     * @param hash names exactly this difference, 64 hexadecimal digits
     */
    record Quarantined(SourceId source, String hash, List<Finding> findings) implements SourceOutcome {
        public Quarantined {
            findings = List.copyOf(findings);
        }
    }

    /** The source could not be read completely; what was accepted last stays in force. */
    record Failed(SourceId source, String code, String message) implements SourceOutcome {}
}
