package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A source could not be read completely, so nothing of the read is used. Names place and fix, never a secret. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String what;
    private final String sentence;

    /** Why the read ended. */
    public enum Code {
        UNREACHABLE(false),
        CREDENTIALS_REFUSED(false),
        INSECURE(false),
        BASE_MISSING(true),
        CUT_SHORT(true),
        REFERRED(true),
        TIMED_OUT(false),
        CONTRADICTORY(true),
        FAULTY(true);

        private final boolean incomplete;

        Code(boolean incomplete) {
            this.incomplete = incomplete;
        }

        static Code of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        /** Whether the source answered, but not with all of what it should hold. */
        boolean isIncomplete() {
            return incomplete;
        }

        /** The stable code, e.g. {@code base-missing}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    SourceException(SourceId source, Code code, String message, @Nullable Throwable cause) {
        super("source " + source + ": " + message, cause);
        this.code = code;
        this.what = message;
        this.sentence = "source " + source + ": " + message;
    }

    /** The whole message. */
    public String sentence() {
        return sentence;
    }

    /** The message without the source that it is about. */
    String what() {
        return what;
    }

    public Code code() {
        return code;
    }
}
