package dev.mandate.service.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Whether a request comes from our own pages. Browsers say so with every request that may change something; what says neither is no
 * browser, and has no cookie that somebody else's page could use.
 */
@Component
class SameOrigin {
    /** A name that resolves to this host might be somebody else's, so an address or the one reserved name (RFC 6761). */
    private static final Pattern THIS_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private final Optional<URI> publicUrl;

    SameOrigin(SignInSettings settings) {
        this.publicUrl = settings.publicUrl();
    }

    /** Whether a cookie may travel at all: with TLS, or inside this host. */
    boolean isSafe(HttpServletRequest request) {
        return publicUrl.isPresent() || isThisHost(request);
    }

    boolean allows(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || origin.equals(own(request));
    }

    private String own(HttpServletRequest request) {
        return publicUrl.map(SameOrigin::origin).orElseGet(() -> "http://" + request.getHeader(HttpHeaders.HOST));
    }

    /** RFC 6454 section 6.2. */
    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    private static boolean isThisHost(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        return host != null && THIS_HOST.matcher(host).matches();
    }
}
