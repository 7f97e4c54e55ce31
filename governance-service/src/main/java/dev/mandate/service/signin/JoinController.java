package dev.mandate.service.signin;

import dev.mandate.service.api.Api;
import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.service.platform.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where an agent joins: the one thing that is asked by somebody who is not known yet. */
@RestController
class JoinController {
    private static final int LONGEST = 8_192;

    private final Api api;
    private final AgentApi agents;
    private final LedgerReader reader;
    private final LedgerApi ledger;
    private final SameOrigin origin;
    private final SignInSettings settings;
    private final JsonAnswers answers;

    JoinController(
            Api api,
            AgentApi agents,
            LedgerReader reader,
            LedgerApi ledger,
            SameOrigin origin,
            SignInSettings settings,
            JsonAnswers answers) {
        this.api = api;
        this.agents = agents;
        this.reader = reader;
        this.ledger = ledger;
        this.origin = origin;
        this.settings = settings;
        this.answers = answers;
    }

    /** Why nobody joins. */
    private enum Refused implements Problem.Code {
        JOIN_UNSAFE;

        @Override
        public int status() {
            return HttpServletResponse.SC_FORBIDDEN;
        }

        @Override
        public Problem.Blame blame() {
            return Problem.Blame.USER;
        }
    }

    /** @param key the public half of the pair that the agent made, as a JWK */
    record Joining(String token, String key, String version) {}

    /**
     * What the agent keeps.
     *
     * @param issuer as the service calls itself
     * @param orders the key that signs its work
     */
    record Joined(String agent, String issuer, String orders) {}

    @PostMapping(SignInPaths.JOIN)
    void join(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST);
        answers.write(response, () -> {
            if (!origin.isSafe(request)) {
                throw new Problem(
                        Refused.JOIN_UNSAFE,
                        "without TLS an agent joins on this host only: ask by 127.0.0.1, or set public-url");
            }
            Joining joining = api.command(Joining.class, new String(body, StandardCharsets.UTF_8));
            try {
                String name = agents.join(joining.token(), joining.key(), joining.version());
                return api.ok(new Joined(
                        name, Issuer.of(request, settings).url(), reader.key().format()));
            } catch (Problem refused) {
                ledger.refused(Network.address(request.getRemoteAddr()));
                throw refused;
            }
        });
    }
}
