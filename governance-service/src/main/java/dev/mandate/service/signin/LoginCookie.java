package dev.mandate.service.signin;

import dev.mandate.service.platform.Token;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** What a browser keeps between leaving for the provider and coming back: a secret of its own, and where to go then. */
@Component
class LoginCookie {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String NAME = "mandate-login";
    private static final int LONGEST_PATH = 2048;

    private final boolean secure;

    LoginCookie(SignInSettings settings) {
        this.secure = settings.isSecure();
    }

    /** @param to a path of ours, where the browser goes on */
    record Login(Token token, String to) {}

    /** A path of this service and no other; whatever else was asked for is our first page. */
    static String path(Optional<String> to) {
        return to.filter(path -> path.length() <= LONGEST_PATH && path.matches("/(?![/\\\\])[!-\\[\\]-~]*"))
                .orElse("/");
    }

    Optional<Login> of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        List<Cookie> named = Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(name()))
                .toList();
        return named.size() == 1 ? read(named.getFirst().getValue()) : Optional.empty();
    }

    private static Optional<Login> read(String value) {
        int dot = value.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        return Token.of(value.substring(0, dot))
                .map(token -> new Login(token, path(decoded(value.substring(dot + 1)))));
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    void give(HttpServletResponse response, Login login) {
        String to = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(login.to().getBytes(StandardCharsets.UTF_8));
        add(response, login.token().value() + "." + to, LONGEST);
    }

    void take(HttpServletResponse response) {
        add(response, "", Duration.ZERO);
    }

    private void add(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name(), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(age)
                        .build()
                        .toString());
    }

    private String name() {
        return secure ? "__Host-" + NAME : NAME;
    }
}
