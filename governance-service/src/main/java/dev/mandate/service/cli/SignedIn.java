package dev.mandate.service.cli;

import java.util.Map;
import java.util.Optional;

/** Asks with this user's login, and gets another access token when the one before is over. */
final class SignedIn implements HttpLink.Bearer {
    private final Login login;
    private final Login.Tokens tokens;

    SignedIn(Login login, Login.Tokens tokens) {
        this.login = login;
        this.tokens = tokens;
    }

    @Override
    public String token() {
        return tokens.access();
    }

    @Override
    public Optional<String> renewed(String old) {
        Optional<String> fresh = login.renewed(old, SignedIn::refreshed);
        if (fresh.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "you are not signed in at " + tokens.server() + " any more: mandate login --server "
                            + tokens.server());
        }
        return fresh;
    }

    private static Optional<Login.Tokens> refreshed(Login.Tokens before) {
        View answer = new TokenService(before.server())
                .post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", before.refresh()));
        return answer.has("access_token")
                ? Optional.of(
                        new Login.Tokens(before.server(), answer.text("access_token"), answer.text("refresh_token")))
                : Optional.empty();
    }
}
