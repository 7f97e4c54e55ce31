package dev.mandate.service.signin;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.api.Answer;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.signin.SignInApi.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where people sign in and out; all JSON, and every answer says that it is not to be kept. */
@RestController
class SignInController {
    private final Api api;
    private final SignInApi signIn;
    private final Sessions sessions;
    private final WebRecognition recognition;
    private final SessionCookie cookie;
    private final SameOrigin origin;
    private final SignInSettings settings;
    private final OurPages pages;
    private final JsonAnswers answers;

    SignInController(
            Api api,
            SignInApi signIn,
            Sessions sessions,
            WebRecognition recognition,
            SessionCookie cookie,
            SameOrigin origin,
            SignInSettings settings,
            OurPages pages,
            JsonAnswers answers) {
        this.api = api;
        this.signIn = signIn;
        this.sessions = sessions;
        this.recognition = recognition;
        this.cookie = cookie;
        this.origin = origin;
        this.settings = settings;
        this.pages = pages;
        this.answers = answers;
    }

    record WithPassword(Optional<SourceId> source, String username, String password) {
        @Override
        public String toString() {
            return "WithPassword[…]";
        }
    }

    record WithBootstrap(String secret) {
        @Override
        public String toString() {
            return "WithBootstrap[…]";
        }
    }

    /**
     * @param passwords the sources whose passwords are asked for
     * @param provider the issuer of the identity provider, if there is one
     * @param session of whoever asks, if they are signed in
     */
    record WaysView(List<SourceId> passwords, Optional<String> provider, Optional<SessionView> session) {}

    record OutView(boolean signedOut) {}

    @GetMapping(SignInPaths.IN)
    void ways(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(
                response,
                () -> api.ok(new WaysView(
                        settings.passwords(),
                        settings.provider().map(known -> known.issuer().toString()),
                        origin.isSafe(request)
                                ? cookie.of(request)
                                        .flatMap(sessions::recognise)
                                        .map(SessionView::of)
                                : Optional.empty())));
    }

    @PostMapping(SignInPaths.IN)
    void password(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(response, () -> {
            WithPassword with = pages.command(request, WithPassword.class);
            return welcome(
                    response, signIn.withPassword(with.source(), with.username(), with.password(), door(request)));
        });
    }

    @PostMapping(SignInPaths.BOOTSTRAP)
    void bootstrap(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(response, () -> {
            WithBootstrap with = pages.command(request, WithBootstrap.class);
            return welcome(response, signIn.withBootstrap(with.secret(), door(request)));
        });
    }

    @PostMapping(SignInPaths.OUT)
    void out(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(response, () -> {
            Optional<Recognised> known = recognition.recognise(request);
            cookie.of(request).filter(token -> known.isPresent()).ifPresent(sessions::signOut);
            cookie.take(response);
            return api.ok(new OutView(true));
        });
    }

    private Answer welcome(HttpServletResponse response, Sessions.Begun begun) {
        cookie.give(response, begun.token());
        return api.ok(SessionView.of(begun.recognised()));
    }

    private Door door(HttpServletRequest request) {
        return new Door(Network.address(request.getRemoteAddr()), cookie.of(request));
    }
}
