package dev.mandate.service.signin;

import dev.mandate.service.api.Api;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page on which somebody who is signed in confirms a command line, and what it asks. */
@RestController
class DeviceController {
    /** Nothing but our own two files, shown in no frame. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final Api api;
    private final DeviceLogins logins;
    private final WebRecognition recognition;
    private final SessionCookie cookie;
    private final OurPages pages;
    private final JsonAnswers answers;

    DeviceController(
            Api api,
            DeviceLogins logins,
            WebRecognition recognition,
            SessionCookie cookie,
            OurPages pages,
            JsonAnswers answers) {
        this.api = api;
        this.logins = logins;
        this.recognition = recognition;
        this.cookie = cookie;
        this.pages = pages;
        this.answers = answers;
    }

    /** @param userCode as mandate login shows it */
    record DecideDevice(String userCode, boolean allow) {
        @Override
        public String toString() {
            return "DecideDevice[…]";
        }
    }

    record DecidedView(boolean allowed) {}

    @GetMapping(SignInPaths.DEVICE)
    void page(HttpServletResponse response) throws IOException {
        send(response, "device.html", "text/html;charset=UTF-8");
    }

    @GetMapping(SignInPaths.DEVICE + ".js")
    void script(HttpServletResponse response) throws IOException {
        send(response, "device.js", "text/javascript;charset=UTF-8");
    }

    @GetMapping(SignInPaths.DEVICE + ".css")
    void style(HttpServletResponse response) throws IOException {
        send(response, "device.css", "text/css;charset=UTF-8");
    }

    private static void send(HttpServletResponse response, String name, String type) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setContentType(type);
        try (InputStream file = Objects.requireNonNull(DeviceController.class.getResourceAsStream(name))) {
            file.transferTo(response.getOutputStream());
        }
    }

    @PostMapping(SignInPaths.DEVICE)
    void decide(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(response, () -> {
            // Asks for the session's token as well: a session alone could be used by another site's page.
            Token browser = recognition
                    .recognise(request)
                    .filter(known -> known.session().isPresent())
                    .flatMap(known -> cookie.of(request))
                    .orElseThrow(() -> new Problem(SignInCode.SIGN_IN_REFUSED, "sign in on this page first"));
            DecideDevice with = pages.command(request, DecideDevice.class);
            logins.decide(with.userCode(), with.allow(), browser, Network.of(Network.address(request.getRemoteAddr())));
            return api.ok(new DecidedView(with.allow()));
        });
    }
}
