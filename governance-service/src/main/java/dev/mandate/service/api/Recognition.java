package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Tells who calls over HTTP. */
@FunctionalInterface
public interface Recognition {
    /** What {@code WWW-Authenticate} asks for. */
    String SCHEME = "Bearer";

    /**
     * The caller behind a bearer token.
     *
     * @param from where a token that nobody has is counted
     */
    Optional<Caller> recognise(String token, InetAddress from);

    /** The caller of a request. */
    default Optional<Caller> recognise(HttpServletRequest request) throws UnknownHostException {
        String header = request.getHeader("Authorization");
        String token = header != null && header.startsWith(SCHEME + " ")
                ? header.substring(SCHEME.length()).strip()
                : "";
        return recognise(token, InetAddress.getByName(request.getRemoteAddr()));
    }
}
