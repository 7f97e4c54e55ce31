package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Token;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SessionCookieTest {
    private static SessionCookie reachedBy(String url) {
        return new SessionCookie(new SignInSettings(
                Optional.of(URI.create(url)),
                List.of(),
                Optional.empty(),
                List.of(),
                SignInSettings.IDLE,
                SignInSettings.LONGEST));
    }

    @Test
    void isOfThisHostAndTlsAloneWhereThereIsTls() {
        var response = new MockHttpServletResponse();
        reachedBy("https://mandate.example.org").give(response, Token.random());
        assertThat(response.getHeader("Set-Cookie"))
                .startsWith("__Host-mandate-session=")
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax")
                .doesNotContain("Domain");
    }

    @Test
    void aCookieOfThePlainNameIsNotOursWhereThereIsTls() {
        var request = new MockHttpServletRequest();
        Token token = Token.random();
        request.setCookies(new Cookie("mandate-session", token.value()));
        assertThat(reachedBy("https://mandate.example.org").of(request)).isEmpty();
        assertThat(reachedBy("http://127.0.0.1:8080").of(request)).contains(token);
    }

    @Test
    void twoOfOneNameAreNone() {
        var request = new MockHttpServletRequest();
        request.setCookies(
                new Cookie("mandate-session", Token.random().value()),
                new Cookie("mandate-session", Token.random().value()));
        assertThat(reachedBy("http://127.0.0.1:8080").of(request)).isEmpty();
    }
}
