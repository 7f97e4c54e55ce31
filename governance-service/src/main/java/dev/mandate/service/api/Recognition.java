package dev.mandate.service.api;

import dev.mandate.service.platform.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells who calls over HTTP. */
@FunctionalInterface
public interface Recognition {
    /** What {@code WWW-Authenticate} asks for. */
    String SCHEME = "Bearer";

    /**
     * The caller of a request; empty where nobody is known by what it carries.
     *
     * @throws Problem where a session is known, and this request may come from another site
     */
    Optional<Recognised> recognise(HttpServletRequest request);
}
