package dev.mandate.service.cli;

import dev.mandate.service.policy.Publication;
import java.util.ArrayList;
import java.util.List;

/** What came of publishing a folder, for people. */
final class PublicationText {
    private PublicationText() {}

    /** Nothing where it is in force already. */
    static List<String> lines(Publication publication) {
        return switch (publication) {
            case Publication.Published published ->
                List.of("policy version " + published.version().number() + " is in force");
            case Publication.Unchanged ignored -> List.of();
            case Publication.Waiting waiting -> {
                var lines = new ArrayList<String>();
                waiting.reasons().forEach(reason -> lines.add("the new policy " + reason));
                lines.add(waiting.aloneFrom()
                                .map(from -> "one person decides alone here (people: 1), from " + from + " on")
                                .orElse("somebody else has to allow it")
                        + ": mandate approve "
                        + waiting.hash().hex() + " --reason …; the version before stays in force");
                yield lines;
            }
            case Publication.Refused refused -> {
                var lines = new ArrayList<String>();
                refused.faults().forEach(fault -> lines.add("policy: " + fault));
                lines.add("the policy folder is refused; the version before stays in force");
                yield lines;
            }
        };
    }
}
