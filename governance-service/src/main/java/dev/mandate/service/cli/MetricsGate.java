package dev.mandate.service.cli;

import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.api.Recognition;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.signin.SignInPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** Metrics name deployments, so only those who may look get them; health says nothing and needs no token. */
final class MetricsGate extends OncePerRequestFilter {
    private final Recognition recognition;

    MetricsGate(Recognition recognition) {
        this.recognition = recognition;
    }

    /** The decoded path, as the server itself matches it; what is neither the API, SCIM or sign-in, which ask by themselves, nor health asks. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith(Api.PREFIX + "/")
                || SignInPaths.cover(path)
                || path.equals("/scim/v2")
                || path.startsWith("/scim/v2/")
                || path.equals("/actuator/health")
                || path.startsWith("/actuator/health/")
                || path.equals("/error");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Recognised> caller;
        try {
            caller = recognition.recognise(request);
        } catch (Problem foreign) {
            response.sendError(foreign.code().status());
            return;
        }
        if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", Recognition.SCHEME);
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        if (!caller.get().caller().may(Permission.METRICS_READ)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        chain.doFilter(request, response);
    }
}
