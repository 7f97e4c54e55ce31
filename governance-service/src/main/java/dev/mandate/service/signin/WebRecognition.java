package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.api.Recognition;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Knows a caller by a token in the request or by a session's cookie. A request that names a token is judged by that alone. With a
 * cookie, what may change something must come from our own pages and say the session's CSRF token.
 */
@Component
class WebRecognition implements Recognition {
    static final String CSRF = "X-CSRF-Token";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final OperatorApi operators;
    private final Bearers bearers;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final SameOrigin origin;
    private final LedgerApi ledger;

    WebRecognition(
            OperatorApi operators,
            Bearers bearers,
            Sessions sessions,
            SessionCookie cookie,
            SameOrigin origin,
            LedgerApi ledger) {
        this.operators = operators;
        this.bearers = bearers;
        this.sessions = sessions;
        this.cookie = cookie;
        this.origin = origin;
        this.ledger = ledger;
    }

    @Override
    public Optional<Recognised> recognise(HttpServletRequest request) {
        InetAddress from = Network.address(request.getRemoteAddr());
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            if (header.startsWith(DpopProofs.HEADER + " ")) {
                return bearers.recogniseBound(
                        request, header.substring(DpopProofs.HEADER.length()).strip(), from);
            }
            String token = header.startsWith(SCHEME + " ")
                    ? header.substring(SCHEME.length()).strip()
                    : "";
            return AccessTokens.looksLike(token)
                    ? bearers.recognise(request, token, from)
                    : operators.recognise(token, from).map(WebRecognition::withoutSession);
        }
        Optional<Recognised> known =
                origin.isSafe(request) ? cookie.of(request).flatMap(sessions::recognise) : Optional.empty();
        if (known.isEmpty()) {
            ledger.refused(from);
        }
        known.ifPresent(caller -> requireOurPage(request, caller));
        return known;
    }

    private static Recognised withoutSession(Caller caller) {
        return new Recognised(caller, Optional.empty());
    }

    /** @throws Problem where another site's page may have sent it */
    private void requireOurPage(HttpServletRequest request, Recognised caller) {
        if (SAFE.contains(request.getMethod())) {
            return;
        }
        if (!origin.allows(request)) {
            throw new Problem(
                    SignInCode.REQUEST_FROM_ELSEWHERE,
                    "a page of another site asks for this; open Mandate itself, at the address that public-url says");
        }
        String sent = Optional.ofNullable(request.getHeader(CSRF)).orElse("");
        boolean right = caller.session()
                .filter(session -> Token.same(session.csrfToken(), sent))
                .isPresent();
        if (!right) {
            throw new Problem(
                    SignInCode.CSRF_TOKEN_MISSING,
                    "the request does not carry its session's token: send csrf_token of GET /sign-in as " + CSRF);
        }
    }
}
