package dev.mandate.service.signin;

import dev.mandate.service.platform.Token;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The cookie of a session: {@code __Host-}, so that no other host and no plain connection can set it (RFC 6265bis section 4.1.3.2). A
 * browser takes that name with TLS only, so on this host without TLS the name is a plain one.
 */
@Component
class SessionCookie {
    private static final String NAME = "mandate-session";

    private final boolean secure;

    SessionCookie(SignInSettings settings) {
        this.secure = settings.isSecure();
    }

    String name() {
        return secure ? "__Host-" + NAME : NAME;
    }

    /** Empty without one, and where there are two: a browser that was given another one does not say which is ours. */
    Optional<Token> of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        List<Cookie> named = Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(name()))
                .toList();
        return named.size() == 1 ? Token.of(named.getFirst().getValue()) : Optional.empty();
    }

    void give(HttpServletResponse response, Token token) {
        add(response, token.value(), null);
    }

    void take(HttpServletResponse response) {
        add(response, "", Duration.ZERO);
    }

    private void add(HttpServletResponse response, String value, @org.jspecify.annotations.Nullable Duration age) {
        var cookie = ResponseCookie.from(name(), value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
        if (age != null) {
            cookie.maxAge(age);
        }
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
