package dev.mandate.service.access;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Waiver;
import java.util.List;

/** The dated rows beside the policy, as of one instant. */
public record Rows(long revision, List<Assignment> assignments, List<Hold> holds, List<Waiver> waivers) {
    public Rows {
        assignments = List.copyOf(assignments);
        holds = List.copyOf(holds);
        waivers = List.copyOf(waivers);
    }
}
