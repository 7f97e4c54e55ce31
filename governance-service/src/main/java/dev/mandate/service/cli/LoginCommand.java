package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate login}: the browser shows who it is, so no password comes here. */
@Command(
        name = "login",
        description = {
            "Signs this command line in: shows a code, which you type on a page of the service where you are signed in.",
            "From then on commands without --config ask that service as you."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate login --server https://mandate.example.org")
final class LoginCommand implements Callable<Integer> {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    /** RFC 8628 section 3.5. */
    private static final long SLOWER = 5;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "where (default: where this user was signed in last)",
            defaultValue = "${env:MANDATE_SERVER}")
    private @Nullable URI server;

    @Mixin
    private LoginFile file = new LoginFile();

    @Override
    public Integer call() throws InterruptedException {
        Login login = file.login();
        var service = new TokenService(place(login));
        View begun = service.post("/oauth2/device_authorization", Map.of());
        if (begun.has("error")) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    service.server() + " does not sign command lines in: " + begun.text("error_description"));
        }
        PrintWriter err = file.err();
        err.println("Open  " + begun.text("verification_uri"));
        err.println("Code  " + begun.text("user_code"));
        err.println("Waits for " + begun.number("expires_in") / 60 + " minutes; end it with Ctrl-C.");
        View tokens = confirmed(service, begun);
        // One login at a time: what this user had before would stay good without anybody knowing.
        login.read().ifPresent(before -> {
            try {
                LogoutCommand.revoke(before);
            } catch (CommandFailure away) {
                err.println("mandate: the login before, at " + before.server() + ", could not be ended; end it there");
            }
        });
        login.write(new Login.Tokens(service.server(), tokens.text("access_token"), tokens.text("refresh_token")));
        file.out().println("Signed in at " + service.server());
        return ExitCode.OK.code();
    }

    private URI place(Login login) {
        if (server != null) {
            return server;
        }
        return login.read()
                .map(Login.Tokens::server)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "name the service: mandate login --server https://mandate.example.org"));
    }

    private static View confirmed(TokenService service, View begun) throws InterruptedException {
        long pause = Math.max(1, begun.number("interval"));
        while (true) {
            TimeUnit.SECONDS.sleep(pause);
            View answer = service.post(
                    "/oauth2/token", Map.of("grant_type", GRANT, "device_code", begun.text("device_code")));
            if (answer.has("access_token")) {
                return answer;
            }
            switch (answer.text("error")) {
                case "authorization_pending" -> {}
                case "slow_down" -> pause += SLOWER;
                case "access_denied" ->
                    throw new CommandFailure(ExitCode.WAITING, "somebody turned it away in the browser");
                case "expired_token", "invalid_grant" ->
                    throw new CommandFailure(ExitCode.FAILED, "nobody confirmed it in time: try again");
                default ->
                    throw new CommandFailure(
                            ExitCode.FAILED, service.server() + " answers " + answer.text("error") + ": try again");
            }
        }
    }
}
