package dev.mandate.service.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who decides about what needs a second person.
 *
 * @param people how many there are; 1: whoever is behind something confirms it alone, later
 * @param confirmAfter how much later at least
 */
public record Deciders(int people, Duration confirmAfter) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    /** The usual ones. */
    public static final Deciders TWO = new Deciders(2, Duration.ofHours(1));

    public Deciders {
        if (people != 1 && people != 2) {
            throw new IllegalArgumentException("people must be 1 or 2, not " + people);
        }
        if (confirmAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("confirm-after must be a minute or longer");
        }
    }

    /** From when on whoever is behind what was shown may confirm it alone; empty where a second person must. */
    public Optional<Instant> aloneFrom(Instant shown) {
        return people == 1 ? Optional.of(shown.plus(confirmAfter)) : Optional.empty();
    }

    /** What holds while both do. */
    Deciders strictest(Deciders other) {
        return new Deciders(
                Math.max(people, other.people),
                confirmAfter.compareTo(other.confirmAfter) > 0 ? confirmAfter : other.confirmAfter);
    }

    /** Whether it makes no difference which of them holds. */
    boolean decideAs(Deciders other) {
        return people == other.people && (people == 2 || confirmAfter.equals(other.confirmAfter));
    }

    /** What is held back less by the others, one sentence each. */
    List<String> loosenedBy(Deciders others) {
        if (others.people < people) {
            return List.of("mandate.yaml: one person decides alone (people: 1)");
        }
        return others.people == 1 && others.confirmAfter.compareTo(confirmAfter) < 0
                ? List.of("mandate.yaml: whoever decides alone waits shorter (confirm-after)")
                : List.of();
    }
}
