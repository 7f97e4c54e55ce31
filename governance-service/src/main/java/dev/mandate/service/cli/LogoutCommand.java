package dev.mandate.service.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate logout}: ends the session there, and forgets its tokens here. */
@Command(
        name = "logout",
        description = "Signs this command line out: its session ends at once, and its tokens are removed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate logout")
final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private LoginFile file = new LoginFile();

    @Override
    public Integer call() {
        Login login = file.login();
        Optional<Login.Tokens> tokens = login.read();
        if (tokens.isEmpty()) {
            file.out().println("Nobody is signed in here");
            return ExitCode.OK.code();
        }
        // First there: tokens that are lost here would stay good.
        revoke(tokens.get());
        login.remove();
        file.out().println("Signed out of " + tokens.get().server());
        return ExitCode.OK.code();
    }

    static void revoke(Login.Tokens tokens) {
        View answer = new TokenService(tokens.server()).post("/oauth2/revoke", Map.of("token", tokens.refresh()));
        if (answer.has("error")) {
            throw new CommandFailure(ExitCode.FAILED, tokens.server() + " answers " + answer.text("error"));
        }
    }
}
