package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, over HTTP or from a command in this process.
 *
 * @param session in which the caller asks, if it is one
 * @param path after {@code /api/v1}, its parts percent-encoded
 * @param query by name, decoded
 * @param body a JSON object; null where there is none
 * @param progress takes JSON, from any thread
 */
public record Call(
        Caller caller,
        Optional<Session> session,
        Route.Method method,
        String path,
        Map<String, List<String>> query,
        @Nullable String body,
        Consumer<String> progress) {
    public Call {
        query = Map.copyOf(query);
    }

    /** From somebody who is known without a session. */
    public Call(
            Caller caller,
            Route.Method method,
            String path,
            Map<String, List<String>> query,
            @Nullable String body,
            Consumer<String> progress) {
        this(caller, Optional.empty(), method, path, query, body, progress);
    }
}
