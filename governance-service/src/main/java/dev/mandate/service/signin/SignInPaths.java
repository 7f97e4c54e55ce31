package dev.mandate.service.signin;

import java.util.Set;

/** Where people sign in and out and programs get tokens: the only paths beside health that answer whoever asks. */
public final class SignInPaths {
    static final String IN = "/sign-in";
    public static final String BOOTSTRAP = IN + "/bootstrap";
    static final String PROVIDER = IN + "/provider";
    static final String CALLBACK = PROVIDER + "/callback";
    static final String BACK_CHANNEL = PROVIDER + "/logout";
    static final String OUT = "/sign-out";
    static final String TOKEN = "/oauth2/token";
    static final String REVOKE = "/oauth2/revoke";
    static final String BEGIN_DEVICE = "/oauth2/device_authorization";
    /** Where somebody confirms a command line, in a browser. */
    static final String DEVICE = IN + "/device";

    static final String JOIN = "/agents/join";
    static final String KEYS = "/oauth2/jwks";
    /** RFC 8414. */
    static final String METADATA = "/.well-known/oauth-authorization-server";

    private static final Set<String> OAUTH = Set.of(TOKEN, REVOKE, BEGIN_DEVICE, KEYS, METADATA);

    private SignInPaths() {}

    /**
     * Whether a path is one of them.
     *
     * @param path decoded, as the server matches it
     */
    public static boolean cover(String path) {
        return path.equals(JOIN)
                || path.equals(IN)
                || path.startsWith(IN + "/")
                || path.equals(OUT)
                || OAUTH.contains(path);
    }
}
