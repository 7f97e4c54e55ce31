package dev.mandate.service.signin;

import dev.mandate.service.api.Api;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.signin.LoginCookie.Login;
import dev.mandate.service.signin.SignInApi.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sends browsers to the provider and takes them back, and hears from the provider who signed out there. */
@RestController
class ProviderController {
    private static final int LONGEST_TOKEN = 16 << 10;

    private final ProviderSignIn signIn;
    private final BackChannel backChannel;
    private final LoginCookie login;
    private final SessionCookie session;
    private final JsonAnswers answers;
    private final Api api;

    ProviderController(
            ProviderSignIn signIn,
            BackChannel backChannel,
            LoginCookie login,
            SessionCookie session,
            JsonAnswers answers,
            Api api) {
        this.signIn = signIn;
        this.backChannel = backChannel;
        this.login = login;
        this.session = session;
        this.answers = answers;
        this.api = api;
    }

    /** @param error as RFC 6749 section 5.2 names it */
    record ErrorView(String error) {}

    record TakenView(boolean taken) {}

    @GetMapping(SignInPaths.PROVIDER)
    void begin(@RequestParam Optional<String> to, @RequestParam Optional<String> again, HttpServletResponse response)
            throws IOException {
        answers.redirect(response, () -> {
            var begun = new Login(Token.random(), LoginCookie.path(to));
            String there = signIn.begin(begun.token(), again.isPresent()).toString();
            login.give(response, begun);
            return there;
        });
    }

    @GetMapping(SignInPaths.CALLBACK)
    void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // What the browser kept is used once, however this ends.
        login.take(response);
        answers.redirect(response, () -> {
            Login begun = login.of(request)
                    .orElseThrow(() -> new Problem(
                            SignInCode.SIGN_IN_STALE,
                            "this browser began no sign-in lately; begin again at " + SignInPaths.PROVIDER));
            var answer = new ProviderSignIn.Answer(
                    request.getParameter("code"),
                    request.getParameter("state"),
                    request.getParameter("iss"),
                    request.getParameter("error"));
            var door = new Door(Network.address(request.getRemoteAddr()), session.of(request));
            session.give(response, signIn.finish(answer, begun.token(), door).token());
            return begun.to();
        });
    }

    /** Back-Channel Logout 1.0 section 2.8: 200 where it was taken, 400 where not. */
    @PostMapping(SignInPaths.BACK_CHANNEL)
    void logOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(response, () -> {
            String token = Optional.ofNullable(request.getParameter("logout_token"))
                    .filter(text -> text.length() <= LONGEST_TOKEN)
                    .orElse("");
            boolean taken = backChannel.logOut(token, Network.address(request.getRemoteAddr()));
            return taken
                    ? api.ok(new TakenView(true))
                    : new dev.mandate.service.api.Answer(400, api.json(new ErrorView("invalid_request")));
        });
    }
}
