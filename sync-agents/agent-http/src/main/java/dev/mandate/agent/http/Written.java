package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a product made of one write, before reading back. */
public sealed interface Written {
    /** It says that it did it. */
    record Accepted() implements Written {}

    /** It says why it did not. */
    record Refused(int status, String why) implements Written {}

    /** The agent's account may not do this. */
    record Forbidden(String why) implements Written {}

    /** It may have done it, in part or not at all. */
    record Unsettled(String why) implements Written {}

    /**
     * It never got to see it.
     *
     * @param code why, as a stable word
     * @param later whether trying again may help
     */
    record Unsent(String code, boolean later, Instant retryAt, String why) implements Written {}

    /**
     * What became of a write.
     *
     * @param sender throws only where nobody can be signed in, so that the call itself was never accepted
     * @param forbidden what to do about a 403
     * @param refusal the product's own words in a refusal, without secrets
     */
    static Written of(
            Call call,
            Function<Call, Reply> sender,
            Function<Call, String> forbidden,
            BiFunction<Call, Reply.Answer, String> refusal) {
        Reply reply;
        try {
            reply = sender.apply(call);
        } catch (AgentException e) {
            return new Unsent(
                    e.code().code(),
                    e.code().transientFault(),
                    e.retryAt().orElse(Instant.MIN),
                    String.valueOf(e.getMessage()));
        }
        return switch (reply) {
            case Reply.NotSent notSent ->
                new Unsent(notSent.code().code(), notSent.code().transientFault(), notSent.retryAt(), notSent.why());
            case Reply.Lost lost -> new Unsettled(lost.why());
            case Reply.Answer answer when answer.ok() -> new Accepted();
            case Reply.Answer answer when answer.status() == 403 -> new Forbidden(forbidden.apply(call));
            case Reply.Answer answer
            when answer.status() < 500 && answer.inJson() -> new Refused(answer.status(), refusal.apply(call, answer));
            case Reply.Answer answer -> new Unsettled(call + " answered " + answer);
        };
    }
}
