package dev.mandate.service.signin;

/** Where people sign in and out: the only paths beside health that answer whoever asks. */
public final class SignInPaths {
    static final String IN = "/sign-in";
    public static final String BOOTSTRAP = IN + "/bootstrap";
    static final String PROVIDER = IN + "/provider";
    static final String CALLBACK = PROVIDER + "/callback";
    static final String BACK_CHANNEL = PROVIDER + "/logout";
    static final String OUT = "/sign-out";

    private SignInPaths() {}

    /**
     * Whether a path is one of them.
     *
     * @param path decoded, as the server matches it
     */
    public static boolean cover(String path) {
        return path.equals(IN) || path.startsWith(IN + "/") || path.equals(OUT);
    }
}
