package dev.mandate.service.api;

import dev.mandate.service.platform.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Brings HTTP requests to the {@link Api}. Whoever accepts {@code text/event-stream} is told of progress meanwhile. */
@RestController
class ApiController {
    /** A policy of 20,000 mappings has about 3 MB. */
    private static final int MOST_BYTES = 16 << 20;

    private static final String CHALLENGE = HttpHeaders.WWW_AUTHENTICATE;
    /** RFC 9470: who asks is known, and must show again that it is they. */
    private static final String STEP_UP = Recognition.SCHEME + " error=\"insufficient_user_authentication\", max_age=\""
            + Api.LATELY.toSeconds() + "\"";

    private final Api api;
    private final Recognition recognition;

    ApiController(Api api, Recognition recognition) {
        this.api = api;
        this.recognition = recognition;
    }

    @RequestMapping(
            path = Api.PREFIX + "/**",
            method = {RequestMethod.GET, RequestMethod.POST})
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (request.getMethod().equals("HEAD")) {
            write(response, api.problem(ApiCode.METHOD_NOT_ALLOWED, "ask with GET"));
            return;
        }
        Optional<Recognised> caller;
        try {
            caller = recognition.recognise(request);
        } catch (Problem foreign) {
            write(response, api.problem(foreign.code(), String.valueOf(foreign.getMessage())));
            return;
        }
        if (caller.isEmpty()) {
            response.setHeader(CHALLENGE, Recognition.SCHEME);
            write(
                    response,
                    api.problem(
                            ApiCode.NOT_RECOGNISED, "sign in, or name an operator's token: Authorization: Bearer …"));
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            write(response, api.problem(ApiCode.REQUEST_TOO_LARGE, "the body is larger than 16 MiB"));
            return;
        }
        String accepted =
                Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
        if (accepted.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            var events = new Events(response);
            Answer answer = api.answer(call(request, caller.get(), body, events::progress));
            events.send(answer.isProblem() ? "problem" : "result", answer.json());
            return;
        }
        write(response, api.answer(call(request, caller.get(), body, step -> {})));
    }

    private static Call call(HttpServletRequest request, Recognised by, byte[] body, Consumer<String> progress) {
        Map<String, List<String>> query = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, List.of(values)));
        String path = request.getRequestURI().substring(request.getContextPath().length() + Api.PREFIX.length());
        String text = body.length == 0 ? null : new String(body, StandardCharsets.UTF_8);
        return new Call(
                by.caller(), by.session(), Route.Method.valueOf(request.getMethod()), path, query, text, progress);
    }

    private static void write(HttpServletResponse response, Answer answer) throws IOException {
        response.setStatus(answer.status());
        if (answer.status() == HttpServletResponse.SC_UNAUTHORIZED && !response.containsHeader(CHALLENGE)) {
            response.setHeader(CHALLENGE, STEP_UP);
        }
        response.setContentType(
                answer.isProblem() ? MediaType.APPLICATION_PROBLEM_JSON_VALUE : MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(answer.json().getBytes(StandardCharsets.UTF_8));
    }

    /** Server-sent events; from several threads, each whole. Whoever hangs up does not end the work. */
    private static final class Events {
        private final HttpServletResponse response;
        private boolean gone;

        Events(HttpServletResponse response) {
            this.response = response;
        }

        void progress(String json) {
            send("progress", json);
        }

        synchronized void send(String event, String json) {
            if (gone) {
                return;
            }
            try {
                var out = response.getOutputStream();
                out.write(("event: " + event + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException | UncheckedIOException hungUp) {
                gone = true;
            }
        }
    }
}
