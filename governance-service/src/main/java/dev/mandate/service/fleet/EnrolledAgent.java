package dev.mandate.service.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A remote agent as the service knows it.
 *
 * @param enrolled when it joined; empty while its invitation waits
 * @param ahead how far its clock is ahead of ours, as it says; empty before it was ever heard
 * @param journalLines how much of its journal is here
 */
public record EnrolledAgent(
        String name,
        Instant created,
        Optional<Instant> enrolled,
        Optional<Instant> revoked,
        Optional<Instant> suspectSince,
        Optional<Instant> lastContact,
        Optional<String> version,
        Optional<Duration> ahead,
        long journalLines) {
    /** An agent that is well asks at least this often. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    /** A clock that is further away is not worked with. */
    static final Duration SKEW = Duration.ofSeconds(60);

    boolean isSilent(Instant now) {
        return lastContact.isEmpty() || lastContact.get().isBefore(now.minus(SILENCE));
    }

    /** Why it gets no work now, as a clause; empty where it does. */
    Optional<String> unfit(Instant now) {
        if (revoked.isPresent()) {
            return Optional.of("was revoked at " + revoked.get());
        }
        if (enrolled.isEmpty()) {
            return Optional.of("has not joined yet: run 'mandate-agent join' beside its targets");
        }
        if (lastContact.isEmpty()) {
            return Optional.of("joined, but was never heard: run 'mandate-agent run' beside its targets");
        }
        if (lastContact.get().isBefore(now.minus(SILENCE))) {
            return Optional.of("was last heard at " + lastContact.get()
                    + ": look at its process, and at the way from there to here");
        }
        return ahead.filter(offset -> offset.abs().compareTo(SKEW) > 0)
                .map(offset -> "has a clock that is " + offset.abs().toSeconds() + " s "
                        + (offset.isNegative() ? "behind" : "ahead") + ": set it");
    }
}
