package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls with a token. One that the product no longer accepts is replaced once per call, by one caller for all. */
public final class Bearer {
    private final RestClient http;
    private final Supplier<String> fresh;
    private final Predicate<Reply.Answer> refusal;
    private final String why;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable String token;

    /**
     * Without a token until the first call.
     *
     * @param fresh asks for a token; one caller at a time
     * @param refusal whether an answer says that the token is not accepted
     * @param why one that is fresh may be refused too, with the fix
     */
    public Bearer(RestClient http, Supplier<String> fresh, Predicate<Reply.Answer> refusal, String why) {
        this.http = http;
        this.fresh = fresh;
        this.refusal = refusal;
        this.why = why;
    }

    /**
     * Sends a call.
     *
     * @throws AgentException when there is no token, or a fresh one is refused
     */
    public Reply send(Call call) {
        String used = token(null);
        Reply reply = http.send(signed(call, used));
        if (!isRefused(reply)) {
            return reply;
        }
        Reply again = http.send(signed(call, token(used)));
        if (isRefused(again)) {
            throw new AgentException(ErrorCode.CREDENTIALS_REFUSED, why);
        }
        return again;
    }

    private boolean isRefused(Reply reply) {
        return reply instanceof Reply.Answer answer && refusal.test(answer);
    }

    /** The current token, after renewing it if it is still {@code refused}. */
    private String token(@Nullable String refused) {
        String current = token;
        if (current != null && !current.equals(refused)) {
            return current;
        }
        renewing.lock();
        try {
            current = token;
            if (current == null || current.equals(refused)) {
                current = fresh.get();
                token = current;
            }
            return current;
        } finally {
            renewing.unlock();
        }
    }

    /** The call with this token. */
    public static Call signed(Call call, String token) {
        return call.header("Authorization", "Bearer " + token);
    }
}
