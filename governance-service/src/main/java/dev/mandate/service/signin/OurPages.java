package dev.mandate.service.signin;

import dev.mandate.service.api.Api;
import dev.mandate.service.platform.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Reads what our own pages send outside of the table of routes, and only what they do. */
@Component
class OurPages {
    private static final int MOST_BYTES = 16 << 10;

    private final Api api;
    private final SameOrigin origin;

    OurPages(Api api, SameOrigin origin) {
        this.api = api;
        this.origin = origin;
    }

    /** From our own pages only: nobody is to be signed in, unasked, as somebody else. */
    <C extends Record> C command(HttpServletRequest request, Class<C> type) {
        if (!origin.isSafe(request)) {
            throw new Problem(
                    SignInCode.SIGN_IN_UNSAFE,
                    "without TLS people sign in on this host only: ask by 127.0.0.1 or localhost, or set public-url:"
                            + " https://… and put a TLS proxy in front");
        }
        if (!origin.allows(request)) {
            throw new Problem(SignInCode.REQUEST_FROM_ELSEWHERE, "a page of another site asks for this");
        }
        String sent = Optional.ofNullable(request.getContentType()).orElse("");
        if (!sent.equals(MediaType.APPLICATION_JSON_VALUE)
                && !sent.startsWith(MediaType.APPLICATION_JSON_VALUE + ";")) {
            throw new Problem(SignInCode.REQUEST_FROM_ELSEWHERE, "send JSON, with Content-Type: application/json");
        }
        return api.command(type, body(request));
    }

    private static String body(HttpServletRequest request) {
        try {
            byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new Problem(SignInCode.SIGN_IN_REFUSED, "the body is larger than 16 KiB");
            }
            return new String(body, StandardCharsets.UTF_8);
        } catch (IOException hungUp) {
            throw new UncheckedIOException(hungUp);
        }
    }
}
