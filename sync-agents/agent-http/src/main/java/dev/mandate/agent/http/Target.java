package dev.mandate.agent.http;

import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.Optional;

/**
 * One object of a product, as changes see it.
 *
 * @param <S> its state; equal states need no write
 */
public interface Target<S> {
    /** What a change asks of a state. */
    sealed interface Verdict<S> {
        /** It is so already. */
        record InPlace<S>() implements Verdict<S> {}

        /** It cannot be. */
        record Refused<S>(Rejected rejected) implements Verdict<S> {}

        /** It needs the state to become this one. */
        record Becomes<S>(S state) implements Verdict<S> {}
    }

    /** The state now, from the product. */
    S read();

    /** What {@code change} asks of {@code state}; no calls that change anything. */
    Verdict<S> verdict(S state, Change change);

    /** Makes {@code to} of {@code from}, which was just read. */
    Written write(S from, S to);

    /** Why the product, which refused a write, will never take this change; empty if it is not this one's fault. */
    Optional<Rejected> fault(Change change);
}
