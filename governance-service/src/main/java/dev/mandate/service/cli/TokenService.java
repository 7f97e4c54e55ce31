package dev.mandate.service.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a service for tokens, as a command line that somebody confirms in a browser (RFC 8628). */
final class TokenService {
    static final String CLIENT = "mandate-cli";

    private final URI server;

    /** @throws CommandFailure where tokens would travel without TLS */
    TokenService(URI server) {
        HttpLink.requireSafe(server);
        this.server = URI.create(server.toString().replaceFirst("/+$", ""));
    }

    URI server() {
        return server;
    }

    /**
     * What it answers; {@code error} says why there is nothing.
     *
     * @throws CommandFailure where it does not answer as it should
     */
    View post(String path, Map<String, String> form) {
        URI place = URI.create(server + path);
        String body = "client_id=" + CLIENT
                + form.entrySet().stream()
                        .map(entry -> "&" + entry.getKey() + "="
                                + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining());
        try {
            HttpURLConnection connection = HttpLink.connection(place, "POST");
            connection.setRequestProperty("Accept", "application/json");
            HttpLink.send(connection, "application/x-www-form-urlencoded", body);
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                View view = View.of(in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
                if (status >= 400 && !view.has("error")) {
                    throw CommandFailure.of(view);
                }
                return view;
            }
        } catch (IllegalArgumentException notOurs) {
            throw new CommandFailure(ExitCode.FAILED, place + " answers with something that is not Mandate's");
        } catch (IOException unreachable) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot reach " + server + ": is the service running, and the address right?");
        }
    }
}
