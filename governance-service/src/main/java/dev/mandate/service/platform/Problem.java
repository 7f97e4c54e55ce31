package dev.mandate.service.platform;

import java.util.Locale;

/** A request that ends in a refusal or a failure, as the caller is to be told (RFC 9457); never holds a secret. */
public class Problem extends RuntimeException {
    private final Code code;

    /** @param detail names the place and the fix, for the person who asked */
    public Problem(Code code, String detail) {
        super(detail);
        this.code = code;
    }

    public Problem(Code code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** What a caller may rely on. A module's codes are the constants of an enum of its own. */
    public interface Code {
        /** The constant's name. */
        String name();

        /** HTTP status, 400 to 599. */
        int status();

        Blame blame();

        /** Stable, e.g. {@code page-token-invalid}. */
        default String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whose fault it is, and so who has to do something. */
    public enum Blame {
        USER,
        TARGET,
        SOURCE,
        INTERNAL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
