package dev.mandate.agent.api;

import java.util.Locale;

/** Why an agent could not do its work; {@link #transientFault()} tells whether the same call may succeed later. */
public enum ErrorCode {
    /** No connection, time-out, or the product is starting. */
    UNREACHABLE(true),
    /** The product asked to be left alone for a while. */
    THROTTLED(true),
    /** Wrong or expired credentials. */
    CREDENTIALS_REFUSED(false),
    /** The account lacks a permission; the message names it. */
    NOT_PERMITTED(false),
    /** TLS could not be verified, or a plain connection is not allowed. */
    INSECURE(false),
    /** What answered is not the product or release this agent governs, or is switched off there. */
    WRONG_TARGET(false),
    /** The answer was cut short or contradicted itself. */
    INCOMPLETE_READ(true),
    /** The product failed in a way this agent does not know. */
    TARGET_FAILED(true),
    /** The connect block is not usable. */
    BAD_CONNECT(false);

    private final boolean transientFault;

    ErrorCode(boolean transientFault) {
        this.transientFault = transientFault;
    }

    public boolean transientFault() {
        return transientFault;
    }

    /** The stable code, e.g. {@code credentials-refused}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
