package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A way to ask the service: over HTTP, or inside this process. */
interface Link extends AutoCloseable {
    /**
     * Asks something that only reads.
     *
     * @param path after {@code /api/v1}, see {@link #path}
     * @throws CommandFailure with what the service says, where it does not answer with a view
     */
    View get(String path, Map<String, List<String>> query);

    /**
     * Asks for something to be done.
     *
     * @param progress told how far it has come, from any thread
     */
    View post(String path, Map<String, JsonValue> body, Consumer<View> progress);

    @Override
    void close();

    /** A path of parts that are encoded as they need to be. */
    static String path(String... parts) {
        var path = new StringBuilder();
        for (String part : parts) {
            path.append('/')
                    .append(java.net.URLEncoder.encode(part, java.nio.charset.StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
        return path.toString();
    }
}
