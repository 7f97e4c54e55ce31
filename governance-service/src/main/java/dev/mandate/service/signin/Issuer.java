package dev.mandate.service.signin;

import dev.mandate.service.api.Api;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.HttpHeaders;

/**
 * Who gives tokens and takes them: {@code public-url}, or without it this host by the name that was asked, which then is a loopback one.
 *
 * @param url without a path
 */
record Issuer(String url) {
    /** For whom access tokens are. */
    String audience() {
        return url + Api.PREFIX;
    }

    URI at(String path) {
        return URI.create(url + path);
    }

    static Issuer of(HttpServletRequest request, SignInSettings settings) {
        return new Issuer(settings.publicUrl()
                .map(URI::toString)
                .map(url -> url.replaceFirst("/+$", ""))
                .orElseGet(() -> "http://" + request.getHeader(HttpHeaders.HOST)));
    }
}
