package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Speaks to one deployment's REST interface. Repeats what is harmless to repeat and what was certainly not executed;
 * everything else is the caller's to settle by reading. Safe for several threads.
 */
public final class RestClient implements AutoCloseable {
    private final Wire wire;
    private final Limits limits;
    private final Pacing pacing;

    /**
     * Opens nothing yet.
     *
     * @throws AgentException BAD_CONNECT when the CA file cannot be used
     */
    public RestClient(RestTarget target, Pacing pacing) {
        this.wire = new Wire(target);
        this.limits = target.limits();
        this.pacing = pacing;
    }

    /** Sends a call, again where that is safe, within {@link Limits#attempts()}. */
    public Reply send(Call call) {
        for (int attempt = 1; ; attempt++) {
            Wire.Exchange exchange = wire.exchange(call);
            Optional<Duration> again = again(call, exchange, attempt);
            boolean last = attempt >= limits.attempts() || !mayRepeat(call, exchange);
            if (again.isEmpty() || last || again.get().compareTo(limits.patience()) > 0) {
                return reply(call, exchange, again.orElse(Duration.ZERO));
            }
            pacing.wait(again.get());
        }
    }

    /**
     * Sends a harmless call and insists on an answer; its status is the caller's to judge.
     *
     * @throws AgentException when there is none
     */
    public Reply.Answer read(Call call) {
        return switch (send(call)) {
            case Reply.Answer answer -> answer;
            case Reply.NotSent notSent -> throw notSent.failure();
            case Reply.Lost lost -> throw lost.failure();
        };
    }

    @Override
    public void close() {
        wire.close();
    }

    /** Whatever stands before a target may say 503 of a call that got through: a write is not risked twice. */
    private static boolean mayRepeat(Call call, Wire.Exchange exchange) {
        return call.harmless() || !(exchange instanceof Wire.Complete complete && complete.failed());
    }

    /** How long to wait before sending the call again; empty when it must not, or need not, be sent again. */
    private Optional<Duration> again(Call call, Wire.Exchange exchange, int failed) {
        return switch (exchange) {
            case Wire.Complete complete
            when complete.turnedAway() || (call.harmless() && complete.failed()) ->
                Optional.of(complete.retryAfter().flatMap(pacing::retryAfter).orElseGet(() -> pacing.backOff(failed)));
            case Wire.Complete ignored -> Optional.empty();
            case Wire.Broken broken
            when broken.code().transientFault() && (call.harmless() || !broken.sent()) ->
                Optional.of(pacing.backOff(failed));
            case Wire.Broken ignored -> Optional.empty();
        };
    }

    private Reply reply(Call call, Wire.Exchange exchange, Duration wait) {
        var retryAt = pacing.clock().now().plus(wait);
        return switch (exchange) {
            case Wire.Complete complete
            when complete.turnedAway() ->
                new Reply.NotSent(
                        ErrorCode.THROTTLED, call + ": the target asks to be left alone until " + retryAt, retryAt);
            case Wire.Complete complete
            when complete.redirect().isPresent() ->
                new Reply.NotSent(
                        ErrorCode.WRONG_TARGET,
                        call + ": answered with a redirect to "
                                + complete.redirect().get() + "; put the final address into connect.url",
                        retryAt);
            case Wire.Complete complete -> complete.answer();
            case Wire.Broken broken when broken.sent() -> new Reply.Lost(broken.code(), call + ": " + broken.why());
            case Wire.Broken broken -> new Reply.NotSent(broken.code(), call + ": " + broken.why(), retryAt);
        };
    }
}
