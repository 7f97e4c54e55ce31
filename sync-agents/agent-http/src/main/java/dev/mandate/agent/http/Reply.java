package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.time.Instant;
import java.util.List;

/** What became of a {@link Call}. Only {@link Lost} leaves open whether the target acted on it. */
public sealed interface Reply {
    /**
     * A complete answer of any status but a redirect.
     *
     * @param contentType media type in lower case without parameters; empty if the target named none
     * @param cookies each {@code name=value} that the target asks to be told again; nobody tells it unless the caller does
     */
    record Answer(int status, String contentType, String body, List<String> cookies) implements Reply {
        public Answer {
            cookies = List.copyOf(cookies);
        }

        public Answer(int status, String contentType, String body) {
            this(status, contentType, body, List.of());
        }

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        public boolean inJson() {
            return contentType.equals("application/json");
        }

        /** Names no content: bodies hold personal data and echoed input. */
        @Override
        public String toString() {
            return "HTTP " + status + (contentType.isEmpty() ? "" : " " + contentType);
        }
    }

    /**
     * The target did nothing, by its own word or for want of a connection: it was told to come back later, or elsewhere.
     *
     * @param retryAt when to try again at the earliest
     */
    record NotSent(ErrorCode code, String why, Instant retryAt) implements Reply {
        /** For those who cannot go on without an answer. */
        public AgentException failure() {
            return code == ErrorCode.THROTTLED
                    ? AgentException.until(retryAt, code, why)
                    : new AgentException(code, why);
        }
    }

    /** The call went out, but no complete answer came back: read the target's state before repeating anything. */
    record Lost(ErrorCode code, String why) implements Reply {
        /** For those who cannot go on without an answer. */
        public AgentException failure() {
            return new AgentException(code, why);
        }
    }
}
