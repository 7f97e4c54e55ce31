package dev.mandate.service.directory;

import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.SourceException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the last reads of a source ended.
 *
 * @param attempted when it was last read, or tried to
 * @param accepted when the last complete reading was taken over, or found unchanged; null if never
 * @param errorCode why the last read failed; null if it did not
 * @param error the same as a sentence with place and fix
 * @param waiting names the difference that waits for a release; null if none does
 * @param findings why it waits
 * @param releasedBy who released it, to be taken over at the next read; null if nobody did
 * @param remarks what somebody has to know of the last complete reading; stops nothing
 * @param untold why the source does not tell of its changes as it could; null if it does, or never could
 */
public record SourceStanding(
        SourceId source,
        Instant attempted,
        @Nullable Instant accepted,
        @Nullable String errorCode,
        @Nullable String error,
        @Nullable String waiting,
        List<Finding> findings,
        @Nullable String releasedBy,
        List<Finding> remarks,
        @Nullable String untold) {
    /** A source that was never read. */
    static SourceStanding never(SourceId source) {
        return new SourceStanding(source, Instant.EPOCH, null, null, null, null, List.of(), null, List.of(), null);
    }

    public SourceStanding {
        findings = List.copyOf(findings);
        remarks = List.copyOf(remarks);
    }

    /** With why something else of the same source waits. */
    SourceStanding and(SourceStanding other) {
        return new SourceStanding(
                source,
                attempted,
                accepted,
                errorCode,
                error,
                waiting,
                Stream.concat(findings.stream(), other.findings.stream()).toList(),
                releasedBy,
                remarks,
                untold);
    }

    boolean isStale(Duration after, Instant now) {
        return accepted == null || Duration.between(accepted, now).compareTo(after) > 0;
    }

    /**
     * Why what is stored of this source is not taken at its word. A directory that is only out of reach is in no doubt
     * until it is stale: what it last stated completely still stands. So does whatever a provider pushed beside a user of another kind.
     */
    Set<Doubt> doubts(boolean pushed, Duration staleAfter, Instant now) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        if (isStale(staleAfter, now)) {
            doubts.add(Doubt.STALE);
        }
        if (errorCode != null && Code.of(errorCode).isIncomplete()) {
            doubts.add(Doubt.INCOMPLETE);
        }
        for (Finding finding : findings) {
            if (pushed && finding.code() == FindingCode.KIND_CHANGED) {
                continue;
            }
            // A privileged group may have been emptied or have grown: then neither is taken at its word.
            if (finding.code() != FindingCode.SOURCE_SHRUNK) {
                doubts.add(Doubt.GROWN);
            }
            if (finding.code() != FindingCode.SOURCE_GROWN) {
                doubts.add(Doubt.SHRUNK);
            }
        }
        return doubts;
    }
}
