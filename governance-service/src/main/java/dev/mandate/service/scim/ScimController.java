package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

/** Brings HTTP requests to the {@link ScimServer}. Whatever happens is answered as SCIM has it. */
@RestController
class ScimController {
    static final String PREFIX = "/scim/v2";
    static final String TYPE = "application/scim+json";

    private static final String SCHEME = "Bearer";

    /** A group that is replaced with 100,000 members has about 6 MB. */
    private static final int MOST_BYTES = 16 << 20;

    private final ScimServer server;
    private final SourceTokenApi tokens;

    ScimController(ScimServer server, SourceTokenApi tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    @RequestMapping(PREFIX + "/**")
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        write(response, answer(request));
    }

    private ScimAnswer answer(HttpServletRequest request) throws IOException {
        try {
            List<String> path = path(request);
            Pushing by = recognised(request, path.getFirst()).orElseThrow(() -> ScimProblem.unauthorised(SCHEME));
            requireJson(request);
            byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw ScimProblem.tooLarge("the body is larger than " + MOST_BYTES + " bytes");
            }
            String base =
                    request.getRequestURL().substring(0, request.getRequestURL().indexOf(PREFIX) + PREFIX.length() + 1)
                            + path.getFirst();
            return server.answer(
                    by,
                    new ScimRequest(
                            request.getMethod(),
                            path.subList(1, path.size()),
                            query(request),
                            request.getHeader(HttpHeaders.IF_MATCH),
                            request.getHeader(HttpHeaders.IF_NONE_MATCH),
                            body,
                            base));
        } catch (ScimProblem problem) {
            return ScimAnswer.of(problem);
        }
    }

    private Optional<Pushing> recognised(HttpServletRequest request, String source) throws IOException {
        String header = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .orElse("");
        String token = header.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)
                ? header.substring(SCHEME.length()).strip()
                : "";
        InetAddress from = InetAddress.getByName(request.getRemoteAddr());
        return source(source).flatMap(id -> tokens.recognise(id, token, from));
    }

    private static Optional<SourceId> source(String text) {
        try {
            return Optional.of(SourceId.of(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The source and what follows it; a slash at the end means nothing. */
    private static List<String> path(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length() + PREFIX.length());
        List<String> parts = Stream.of(path.split("/"))
                .filter(part -> !part.isEmpty())
                .map(ScimController::decoded)
                .toList();
        return parts.isEmpty() ? List.of("") : parts;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ScimProblem.syntax("the path is not percent-encoded as it should be");
        }
    }

    private static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new HashMap<>();
        request.getParameterMap()
                .forEach((name, values) -> query.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return query;
    }

    /** Clients send both types, with a charset or without, and none where there is no body. */
    private static void requireJson(HttpServletRequest request) {
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).contains("json")) {
            throw ScimProblem.mediaType(TYPE);
        }
    }

    private static void write(HttpServletResponse response, ScimAnswer answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        ScimAnswer.Body body = answer.body();
        if (body == null) {
            return;
        }
        response.setContentType(TYPE);
        try (JsonGenerator out = Json.mapper().createGenerator(response.getOutputStream())) {
            body.write(out);
        }
    }
}
