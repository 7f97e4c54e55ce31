package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks a running service. Uses the JDK's oldest client on purpose: it starts in a few milliseconds. */
final class HttpLink implements Link {
    private static final int CONNECT_MILLIS = 5_000;
    private static final String EVENTS = "text/event-stream";

    static {
        // By itself the client would send a POST again whose answer did not come.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final String base;
    private final Bearer bearer;

    /** What a request is asked with. */
    interface Bearer {
        String token();

        /** Another one in place of one that was not taken; empty where there is none. */
        Optional<String> renewed(String old);
    }

    HttpLink(URI server, String token) {
        this(server, new Bearer() {
            @Override
            public String token() {
                return token;
            }

            @Override
            public Optional<String> renewed(String old) {
                return Optional.empty();
            }
        });
    }

    HttpLink(URI server, Bearer bearer) {
        requireSafe(server);
        base = server.toString().replaceFirst("/+$", "") + "/api/v1";
        this.bearer = bearer;
    }

    /** @throws CommandFailure where a token would travel without TLS, or the URL is none */
    static void requireSafe(URI server) {
        String host = server.getHost();
        if (host == null || !("https".equals(server.getScheme()) || "http".equals(server.getScheme()))) {
            throw new CommandFailure(ExitCode.USAGE, "--server is a URL such as https://mandate.example.org");
        }
        if ("http".equals(server.getScheme()) && !host.matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "a token is not sent to another host without TLS: give --server https://" + host);
        }
    }

    @Override
    public View get(String path, Map<String, List<String>> query) {
        String parameters = query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(
                        entry -> entry.getValue().stream().map(value -> encoded(entry.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return exchange("GET", path + (parameters.isEmpty() ? "" : "?" + parameters), null, step -> {});
    }

    @Override
    public View post(String path, Map<String, JsonValue> body, Consumer<View> progress) {
        return exchange("POST", path, CanonicalJson.text(JsonValue.object(body)), progress);
    }

    private View exchange(
            String method, String path, @org.jspecify.annotations.Nullable String body, Consumer<View> progress) {
        String token = bearer.token();
        Exchanged first = exchange(method, path, body, progress, token);
        if (!first.isNotRecognised()) {
            return first.view();
        }
        // Nothing was done: whoever asks was not known.
        return bearer.renewed(token)
                .map(fresh -> exchange(method, path, body, progress, fresh))
                .orElse(first)
                .view();
    }

    /** An answer, or a problem that is thrown where somebody looks at it. */
    private record Exchanged(View answer, boolean failed) {
        boolean isNotRecognised() {
            return failed && answer.text("code").equals("not-recognised");
        }

        View view() {
            return failed ? HttpLink.failed(answer) : answer;
        }
    }

    /** Not connected yet; it follows no redirect, so that a token goes where it was meant to go. */
    static HttpURLConnection connection(URI place, String method) throws IOException {
        var connection = (HttpURLConnection) place.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        return connection;
    }

    static void send(HttpURLConnection connection, String type, String body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", type);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    private Exchanged exchange(
            String method,
            String path,
            @org.jspecify.annotations.Nullable String body,
            Consumer<View> progress,
            String token) {
        try {
            HttpURLConnection connection = connection(URI.create(base + path), method);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setRequestProperty("Accept", body == null ? "application/json" : EVENTS + ", application/json");
            if (body != null) {
                send(connection, "application/json", body);
            }
            int status = connection.getResponseCode();
            String type = String.valueOf(connection.getContentType());
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                if (in == null) {
                    throw new CommandFailure(ExitCode.FAILED, base + " answered " + status + " and nothing else");
                }
                if (type.startsWith(EVENTS)) {
                    return new Exchanged(events(in, progress), false);
                }
                View view = view(new String(in.readAllBytes(), StandardCharsets.UTF_8), status);
                return new Exchanged(view, status >= 400);
            }
        } catch (IOException unreachable) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot reach " + base + " (" + unreachable.getMessage()
                            + "): is the service running, and the address right?");
        }
    }

    private View view(String text, int status) {
        try {
            return View.of(text);
        } catch (IllegalArgumentException notOurs) {
            throw new CommandFailure(
                    ExitCode.FAILED, base + " answered " + status + " with something that is not Mandate's");
        }
    }

    private View events(InputStream in, Consumer<View> progress) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                View view = view(line.substring("data: ".length()), 200);
                switch (event) {
                    case "progress" -> progress.accept(view);
                    case "result" -> {
                        return view;
                    }
                    case "problem" -> {
                        return failed(view);
                    }
                    default -> throw new CommandFailure(ExitCode.FAILED, base + " sent an unknown event " + event);
                }
            }
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                "the connection to " + base + " ended before the answer; what was begun goes on there, see its log");
    }

    private static View failed(View problem) {
        throw CommandFailure.of(problem);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // Connections are the JDK's own and end with the process.
    }
}
