package dev.mandate.service.api;

import dev.mandate.model.state.Finding;
import java.util.Collection;
import java.util.List;

/**
 * Something that somebody should know of.
 *
 * @param code stable, for programs
 * @param about what it is about
 * @param message for people: what is so, and what to do about it
 */
public record FindingView(String code, String about, String message) {
    public static FindingView of(Finding finding) {
        return new FindingView(finding.code().code(), finding.about(), finding.message());
    }

    public static List<FindingView> of(Collection<Finding> findings) {
        return findings.stream().map(FindingView::of).toList();
    }
}
