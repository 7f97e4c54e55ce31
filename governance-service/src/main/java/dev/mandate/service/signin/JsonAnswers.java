package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.ErrorObject;
import dev.mandate.service.api.Answer;
import dev.mandate.service.api.Api;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Writes what sign-in answers; nothing of it is kept by a browser or a proxy. */
@Component
class JsonAnswers {
    private final Api api;

    JsonAnswers(Api api) {
        this.api = api;
    }

    void write(HttpServletResponse response, Supplier<Answer> work) throws IOException {
        careful(response);
        write(response, api.answer(work));
    }

    /** As OAuth has it: why there is nothing is said as RFC 6749 section 5.2 does. */
    void oauth(HttpServletResponse response, Supplier<String> work) throws IOException {
        careful(response);
        Answer answer = api.answer(() -> {
            try {
                return new Answer(HttpServletResponse.SC_OK, work.get());
            } catch (Declined declined) {
                ErrorObject error = declined.error();
                return new Answer(
                        error.getHTTPStatusCode(), error.toJSONObject().toJSONString());
            }
        });
        write(response, answer, MediaType.APPLICATION_JSON_VALUE);
    }

    /** Sends the browser on, or says what went wrong. */
    void redirect(HttpServletResponse response, Supplier<String> work) throws IOException {
        careful(response);
        Answer answer = api.answer(() -> {
            response.setHeader(HttpHeaders.LOCATION, work.get());
            return new Answer(HttpServletResponse.SC_SEE_OTHER, "");
        });
        write(response, answer);
    }

    private static void careful(HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // An address may hold a code of the provider.
        response.setHeader("Referrer-Policy", "no-referrer");
    }

    private static void write(HttpServletResponse response, Answer answer) throws IOException {
        write(
                response,
                answer,
                answer.isProblem() ? MediaType.APPLICATION_PROBLEM_JSON_VALUE : MediaType.APPLICATION_JSON_VALUE);
    }

    private static void write(HttpServletResponse response, Answer answer, String type) throws IOException {
        response.setStatus(answer.status());
        if (!answer.json().isEmpty()) {
            response.setContentType(type);
            response.getOutputStream().write(answer.json().getBytes(StandardCharsets.UTF_8));
        }
    }
}
