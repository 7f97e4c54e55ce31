package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A source could not be read completely, so nothing of the read is used. Names place and fix, never a secret. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String sentence;

    /** Why the read ended. */
    public enum Code {
        UNREACHABLE,
        CREDENTIALS_REFUSED,
        INSECURE,
        BASE_MISSING,
        CUT_SHORT,
        REFERRED,
        TIMED_OUT,
        CONTRADICTORY;

        /** The stable code, e.g. {@code base-missing}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    SourceException(SourceId source, Code code, String message, @Nullable Throwable cause) {
        super("source " + source + ": " + message, cause);
        this.code = code;
        this.sentence = "source " + source + ": " + message;
    }

    /** The whole message. */
    public String sentence() {
        return sentence;
    }

    public Code code() {
        return code;
    }
}
